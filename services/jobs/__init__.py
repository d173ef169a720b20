"""Jobs as they are worked on, whoever works on them; the stores are `services.stores`."""
