"""The command line: reads what a person typed, shows what happens, says how it went."""
