"""The warm worker: a Prefect worker that runs flow runs in its own process."""
