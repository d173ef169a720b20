from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.model_call import CallOptions, ModelCall, Prompt
from services.results.explaining import SAYS, explain
from services.results.keys import PARTS, completion_key
from services.results.tiers.folder import FolderTier
from services.results.tiers.memory import MemoryTier
from services.results.tiers.tiered import Lifetimes, TieredResults
from services.results.usage import Usage

if TYPE_CHECKING:
    from pathlib import Path

NOW = 1000.0
CALL = ModelCall(
    tenant="local",
    content_type="faqs",
    step="draft",
    model="extractive",
    fallbacks=("other",),
    options=CallOptions(temperature=0.1),
    model_code="c",
    schema_sha256="s",
    source_sha256="t",
    prompt=Prompt(instructions="Rules", shared="Source", task="Task"),
)
OTHERS: dict[str, dict[str, Any]] = {
    "source": {"source_sha256": "another"},
    "instructions": {"prompt": replace(CALL.prompt, instructions="Other rules")},
    "shared": {"prompt": replace(CALL.prompt, shared="Other source")},
    "task": {"prompt": replace(CALL.prompt, task="Other task")},
    "schema": {"schema_sha256": "another"},
    "model": {"model": "openai:gpt-5-mini"},
    "fallbacks": {"fallbacks": ()},
    "options": {"options": CallOptions(temperature=0.9)},
    "model_code": {"model_code": "d"},
}
"""For each part of the key that a call can change: a change of it alone."""
LOGIC = "logic"


class Cache:
    """A memory over another, and a clock."""

    def __init__(self) -> None:
        self.now = NOW
        self.upper, self.lowest = (MemoryTier(1_000_000, clock=self.clock) for _ in range(2))
        self.results = TieredResults(
            (self.upper, self.lowest), Lifetimes(100.0, {}), 10_000, Usage(None), self.clock
        )

    def clock(self) -> float:
        """The time it is said to be."""
        return self.now

    def keep(self, call: ModelCall) -> None:
        """Keep an answer to the call."""
        self.results.write(completion_key(call), b"answer")


@pytest.fixture
def cache() -> Cache:
    """An empty one."""
    return Cache()


def changed(*parts: str) -> ModelCall:
    """The call with each of these parts changed."""
    prompt = replace(
        CALL.prompt, **{each: "Other" for each in parts if each in Prompt.__dataclass_fields__}
    )
    rest = [OTHERS[each] for each in parts if "prompt" not in OTHERS[each]]
    return replace(
        CALL, prompt=prompt, **{name: value for each in rest for name, value in each.items()}
    )


def test_every_part_of_a_key_is_said_in_words() -> None:
    """There are words for each part, and every part but our own version has a test here."""
    assert set(SAYS) == set(PARTS) == {*OTHERS, LOGIC}


@pytest.mark.parametrize("part", OTHERS)
def test_the_one_part_that_differs_is_named(cache: Cache, part: str) -> None:
    """A call of which one part is another misses, and that part is said."""
    cache.keep(CALL)
    found = explain(replace(CALL, **OTHERS[part]), cache.results)
    assert not found.hit
    assert found.differing == (part,)
    assert found.created_at == NOW


def test_another_version_of_our_logic_is_named(
    cache: Cache, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After an update that asks for new answers, the update is what differs."""
    cache.keep(CALL)
    monkeypatch.setattr("services.results.keys.LOGIC_VERSION", 1_000_000)
    assert explain(CALL, cache.results).differing == (LOGIC,)


def test_a_stored_answer_is_a_hit_of_its_tier(cache: Cache) -> None:
    """The quickest tier that has the answer is named, and when it was made."""
    cache.keep(CALL)
    cache.now += 5
    found = explain(CALL, cache.results)
    assert (found.hit, found.tier, found.created_at) == (True, "memory", NOW)
    assert found.differing == ()


def test_with_nothing_stored_there_is_no_nearest(cache: Cache) -> None:
    """Other types, steps and tenants are no neighbours: nothing is said to differ."""
    for field in ("content_type", "step", "tenant"):
        cache.keep(replace(CALL, **{field: "other"}))
    cache.keep(replace(CALL, step="draft-reask-1"))
    found = explain(CALL, cache.results)
    assert (found.hit, found.created_at, found.differing) == (False, None, ())


def test_an_expired_answer_is_a_miss_without_a_nearest(cache: Cache) -> None:
    """What has expired neither answers nor is compared with."""
    cache.keep(CALL)
    cache.now += 100
    assert explain(CALL, cache.results).created_at is None


def test_explaining_moves_and_counts_nothing(tmp_path: Path) -> None:
    """A hit below is not kept above, and neither a hit nor a miss is counted."""
    memory, folder = MemoryTier(10_000), FolderTier(tmp_path / "results")
    results = TieredResults((memory, folder), Lifetimes(100.0, {}), 10_000, Usage(None))
    results.write(completion_key(CALL), b"answer")
    memory.delete(completion_key(CALL))
    counts = results.usage.counts
    assert explain(CALL, results).tier == "folder"
    assert not explain(changed("task"), results).hit
    assert list(memory.scan()) == []
    assert results.usage.counts == counts


@given(st.lists(st.sets(st.sampled_from(list(OTHERS)), min_size=1), min_size=1, max_size=6))
def test_the_nearest_answer_is_the_one_with_fewest_differing_parts(stored: list[set[str]]) -> None:
    """Of several answers the one that differs least is compared with; of equals, the newest."""
    cache = Cache()
    for parts in stored:
        cache.now += 1
        cache.keep(changed(*parts))
    found = explain(CALL, cache.results)
    fewest = min(len(parts) for parts in stored)
    newest = max(at for at, parts in enumerate(stored, start=1) if len(parts) == fewest)
    assert set(found.differing) == stored[newest - 1]
    assert found.created_at == NOW + newest
