"""How alike texts are: claims that repeat one another, and words that two texts share."""
