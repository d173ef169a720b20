"""The cache: the key under which a model's answer is kept, and where Prefect keeps it."""
