"""The check of a pack as a whole: coverage of the outline, repetition and agreement."""
