"""Prefect tasks, one verb a file: retry, time limit and cache policy; the body delegates."""
