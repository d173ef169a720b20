"""What is done with stored versions: telling requests apart, comparing packs, letting old ones go.

Pure but for the reading of a source's bytes; the stores themselves are `services.stores`.
"""
