"""The tiers that keep results; nothing here knows Prefect."""
