"""Why a call's answer is, or is not, in the cache."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from services.results.keys import PARTS, completion_key, key_parts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from core.model_call import ModelCall
    from services.results.keys import KeyParts
    from services.results.tiers.tier import Entry, Stored, Tier
    from services.results.tiers.tiered import TieredResults

SAYS = {
    "source": "the source's text",
    "instructions": "the general instructions",
    "shared": "the passages and the request at the prompt's beginning",
    "task": "the task in the prompt",
    "schema": "the form of the answer",
    "model": "the model",
    "fallbacks": "the fallback models",
    "options": "the model's options",
    "model_code": "the embedded model's code",
    "logic": "the version of Coursewright's own logic",
}
"""What the parts of a key are, for people."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Whether a call is answered by the cache.

    Attributes:
        content_type: What is called for.
        step: Which of its calls.
        key: The key of its answer.
        tier: The tier that has the answer; empty when none has.
        created_at: When the answer, or the nearest one, was made, in seconds since the epoch; None
            when nothing of this type and step is stored.
        differing: Names of the parts (`PARTS`) in which the nearest stored answer differs.
    """

    content_type: str
    step: str
    key: str
    tier: str = ""
    created_at: float | None = None
    differing: tuple[str, ...] = ()

    @property
    def hit(self) -> bool:
        """Whether the cache answers."""
        return bool(self.tier)


def explain(call: ModelCall, results: TieredResults) -> Explanation:
    """Say whether the cache answers a call; the search is no use of it, and moves nothing.

    Args:
        call: The call, as it would be made.
        results: The cache.
    """
    key = completion_key(call)
    found = look(key, results)
    if found is not None:
        tier, entry = found
        return Explanation(call.content_type, call.step, key, tier.name, entry.created_at)
    wanted = key_parts(key)
    nearest = min(
        _comparable(wanted, results),
        key=lambda stored: (len(_differing(stored.key, wanted)), -stored.created_at),
        default=None,
    )
    if nearest is None:
        return Explanation(call.content_type, call.step, key)
    return Explanation(
        call.content_type,
        call.step,
        key,
        created_at=nearest.created_at,
        differing=_differing(nearest.key, wanted),
    )


def look(key: str, results: TieredResults) -> tuple[Tier, Entry] | None:
    """The entry and the tier that has it; no other tier learns it, and nothing is counted."""
    for tier in results.tiers:
        entry = tier.read(key)
        if entry is not None:
            return tier, entry
    return None


def _comparable(wanted: KeyParts, results: TieredResults) -> Iterator[Stored]:
    """The stored answers for the same type and step."""
    prefix = f"{wanted.kind}/{wanted.tenant}/{wanted.content_type}-{wanted.step}-"
    for _, stored in results.scan(prefix):
        # Of ``digest-1`` the prefix is also one of ``digest-1-reask-1``.
        if key_parts(stored.key).step == wanted.step:
            yield stored


def _differing(key: str, wanted: KeyParts) -> tuple[str, ...]:
    parts = key_parts(key).parts
    return tuple(name for name in PARTS if parts.get(name) != wanted.parts[name])
