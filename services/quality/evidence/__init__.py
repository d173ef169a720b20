"""Evidence: quotes found again in the source, to the letter or nearly so, with their offsets."""
