"""Which versions of a pack may go."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from core.pack import PackState
from core.version import Standing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from core.version import PackVersion


@dataclass(frozen=True, slots=True)
class RetentionPolicy:
    """How long versions stay.

    Attributes:
        max_age_days: Older ones go; None: age is no reason.
        max_versions: More of one pack than these go, the oldest first; None: number is no reason.
    """

    max_age_days: int | None = None
    max_versions: int | None = None


def expired(
    versions: Sequence[PackVersion], policy: RetentionPolicy, now: datetime
) -> tuple[PackVersion, ...]:
    """The versions of one pack that go, oldest first.

    What stays, whatever the policy: every approved version, and the last good one (the newest
    that is complete and not withdrawn; of a pack that has none, the newest there is).

    Args:
        versions: All of one pack's, in any order.
        policy: How long they stay.
        now: Aware UTC.
    """
    newest_first = sorted(versions, key=lambda each: each.number, reverse=True)
    good = [
        each
        for each in newest_first
        if each.state is PackState.COMPLETE and each.standing is not Standing.WITHDRAWN
    ]
    last_good = (good or newest_first)[:1]
    kept = [
        each
        for index, each in enumerate(newest_first)
        if each in last_good
        or each.standing is Standing.APPROVED
        or not _goes(each, index, policy, now)
    ]
    return tuple(each for each in reversed(newest_first) if each not in kept)


def _goes(version: PackVersion, newer: int, policy: RetentionPolicy, now: datetime) -> bool:
    """Whether a version that so many are newer than has had its time."""
    if policy.max_versions is not None and newer >= policy.max_versions:
        return True
    if policy.max_age_days is None:
        return False
    return now - version.created_at > timedelta(days=policy.max_age_days)
