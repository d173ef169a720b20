"""Prefect flows: the DAGs. Wiring only; what a step does is in ``tasks/`` and below."""
