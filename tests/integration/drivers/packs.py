"""Makes packs, many in one process, and says how each ended.

Each line on standard input is a request as JSON; each is answered with a line: the state, errors
and artifacts by content type, what was spent, and the seconds it took.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from typing import TYPE_CHECKING, Any

from core.errors import CoursewrightError
from core.request import ContentRequest
from core.settings import settings
from services.runs.client import become_client

if TYPE_CHECKING:
    from core.pack import Pack

API_URL = os.environ["PREFECT_API_URL"]
become_client(settings(), API_URL)

from flows.generate_content import generate_content  # noqa: E402 (after Prefect's environment)
from services.runs.inline import run_inline  # noqa: E402 (after Prefect's environment)


async def answer(request: ContentRequest) -> dict[str, Any]:
    """Make one pack."""
    started = time.perf_counter()
    try:
        made = _ending((await run_inline(generate_content, request, API_URL)).value)
    except CoursewrightError as error:
        made = {"state": "failed", "code": error.code, "message": str(error)}
    return {**made, "seconds": time.perf_counter() - started}


def _ending(pack: Pack) -> dict[str, Any]:
    artifacts = [pack.outline, *pack.artifacts] if pack.outline else []
    return {
        "state": pack.state.value,
        "errors": {each.content_type: each.model_dump() for each in pack.errors},
        "artifacts": {each.content_type: each.model_dump(mode="json") for each in artifacts},
        "spent": pack.spent.model_dump(),
        "output": pack.output,
    }


async def main() -> None:
    """Answer every request, one after the other, on one event loop."""
    for line in sys.stdin:
        print(json.dumps(await answer(ContentRequest.model_validate_json(line))), flush=True)  # noqa: T201 (the protocol)


if __name__ == "__main__":
    asyncio.run(main())
