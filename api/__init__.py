"""The HTTP API: nothing yet but its place above the flows, which the import contracts guard."""
