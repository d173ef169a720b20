"""What is asked for most."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from core.request import ContentRequest
    from services.stores.protocols import JobStore

PAGE = 200


async def most_requested(
    store: JobStore, tenant: str, since: datetime, number: int
) -> tuple[ContentRequest, ...]:
    """The requests that most of a tenant's jobs since then were about, the most wanted first.

    Of requests that want the same the newest stands for all. Those that made a version from a
    stored one do not count: that is done once.

    Args:
        store: Where jobs are kept.
        tenant: Whose.
        since: Jobs created since, in aware UTC.
        number: How many requests at most.
    """
    counts: Counter[str] = Counter()
    newest: dict[str, ContentRequest] = {}
    cursor = None
    while True:
        page = await store.list(tenant, created_after=since, limit=PAGE, cursor=cursor)
        for job in page.jobs:
            if job.request.base is not None:
                continue
            counts[job.fingerprint] += 1
            newest.setdefault(job.fingerprint, job.request)
        cursor = page.cursor
        if cursor is None:
            break
    return tuple(newest[fingerprint] for fingerprint, _ in counts.most_common(number))
