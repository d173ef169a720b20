"""What every other package leans on: settings, errors, domain objects and the content type."""
