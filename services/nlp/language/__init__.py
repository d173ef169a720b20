"""One module of word lists and patterns for each language; no code lives here."""
