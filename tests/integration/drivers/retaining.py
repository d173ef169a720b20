"""Runs the flow apply_retention with the request on standard input; prints what it returns."""

from __future__ import annotations

import asyncio
import json
import sys

from core.settings import settings
from flows.apply_retention import apply_retention
from services.runs.client import become_client
from services.versions.retention_request import RetentionRequest


def main() -> None:
    """Run it once, on the server named as the only argument."""
    become_client(settings(), sys.argv[1])
    request = RetentionRequest.model_validate_json(sys.stdin.read())
    gone = asyncio.run(apply_retention(request=request))
    sys.stdout.write(json.dumps([each.model_dump(mode="json") for each in gone]))


main()
