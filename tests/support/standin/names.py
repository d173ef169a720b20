"""What the stand-in is called by: its project, its account, its key."""

from __future__ import annotations

PROJECT = "standin-project"
PROJECT_NUMBER = "501234567890"
LOCATION = "europe-west4"
ACCOUNT = f"course-team@{PROJECT}.iam.gserviceaccount.com"
API_KEY = "sk-standin-7731"
MISSING = "missing-"
"""Models whose name starts so do not exist."""
