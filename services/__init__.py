"""The outside world: a Protocol for each role, an embedded default, adapters beside it."""
