"""The language of a text for learners: the one asked for, and readable by those it is for."""
