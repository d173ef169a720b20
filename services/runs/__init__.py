"""Where runs are kept and watched: the local Prefect server (what runs on it is ``flows``)."""
