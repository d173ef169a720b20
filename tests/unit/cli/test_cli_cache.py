from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

import pytest

from cli.main import main
from core.model_call import CallOptions, ModelCall, Prompt
from services.results.keys import completion_key
from services.results.opening import open_results
from services.results.tiers.tier import Entry

if TYPE_CHECKING:
    from collections.abc import Callable

BODY = b"an answer"
DAY = 86_400.0
FLASH = "google-cloud:gemini-2.5-flash"


@pytest.fixture
def keep() -> Callable[..., str]:
    """Keeps an answer, made some days ago, and gives its key."""

    def put(content_type: str = "faqs", *, days: float = 0, **fields: Any) -> str:
        values: dict[str, Any] = {
            "tenant": "local",
            "content_type": content_type,
            "step": "draft",
            "model": "extractive",
            "fallbacks": (),
            "options": CallOptions(),
            "model_code": "",
            "schema_sha256": "s",
            "source_sha256": "t",
            "prompt": Prompt("Rules", "Source", "Task"),
        }
        key = completion_key(ModelCall(**values | fields))
        made = time.time() - days * DAY
        open_results().tiers.tiers[-1].write(key, Entry(BODY, made, made + 1000 * DAY))
        return key

    return put


def kept() -> set[str]:
    """The keys of all answers there are."""
    return {stored.key for _, stored in open_results().tiers.scan()}


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """What a command prints that succeeds."""
    assert main(["cache", *arguments]) == 0
    return capsys.readouterr().out


def test_statistics_are_by_tier_and_type(
    capsys: pytest.CaptureFixture[str], keep: Callable[..., str]
) -> None:
    """Entries, bytes and age of each type, and how often which tier answered."""
    old, _ = keep(days=3), keep(source_sha256="another")
    keep("outline")
    tiers = open_results().tiers
    for _ in range(3):
        tiers.read(old)
    tiers.read("completions/local/outline-draft-nothing")
    document = json.loads(run(capsys, "stats", "--json"))
    found = {(each["tier"], each["content_type"]): each for each in document["kept"]}
    faqs = found["folder", "faqs"]
    assert faqs["entries"] == 2
    assert faqs["bytes"] > 2 * len(BODY)
    assert faqs["oldest_seconds"] == pytest.approx(3 * DAY, abs=60)
    assert found["folder", "outline"]["entries"] == 1
    events = {(each["event"], each["tier"]): each["count"] for each in document["events"]}
    assert events == {("hit", "folder"): 1, ("hit", "memory"): 2, ("miss", ""): 1}
    assert (document["hits"], document["misses"], document["hit_ratio"]) == (3, 1, 0.75)


def test_statistics_of_an_empty_cache_are_no_error(capsys: pytest.CaptureFixture[str]) -> None:
    """Before the first run there is nothing, and no ratio of it."""
    assert json.loads(run(capsys, "stats", "--json")) == {
        "kept": [],
        "events": [],
        "hits": 0,
        "misses": 0,
        "hit_ratio": None,
    }
    assert "Last 30 days: 0 hits, 0 misses." in run(capsys, "stats")


def test_statistics_for_people_are_a_table(
    capsys: pytest.CaptureFixture[str], keep: Callable[..., str]
) -> None:
    """A row for each tier and type, and the share that was answered."""
    open_results().tiers.read(keep(days=3))
    shown = run(capsys, "stats", "--days", "2")
    assert ["folder", "faqs", "1"] in [line.split()[:3] for line in shown.splitlines()]
    assert "Last 2 days: 1 hits, 0 misses (100% answered)." in shown


@pytest.mark.parametrize("delete", [False, True])
@pytest.mark.parametrize(
    ("options", "gone"),
    [
        (["--type", "outline"], {"outline"}),
        (["--type", "one-pager"], {"one pager"}),
        (["--model", FLASH], {"flash"}),
        (["--older-than", "2d"], {"old"}),
        (["--tenant", "north"], {"north"}),
        (["--type", "faqs", "--tenant", "local", "--older-than", "2d"], {"old"}),
        (["--type", "outline", "--model", FLASH], set()),
        (["--all"], {"outline", "one pager", "flash", "old", "north"}),
    ],
)
def test_only_what_was_said_is_removed_and_only_with_delete(
    capsys: pytest.CaptureFixture[str],
    keep: Callable[..., str],
    options: list[str],
    gone: set[str],
    delete: bool,  # noqa: FBT001 (pytest gives it by name)
) -> None:
    """A purge takes the answers that all its options name; without --delete it only counts."""
    keys = {
        "outline": keep("outline"),
        "one pager": keep("one_pager"),
        "flash": keep(model=FLASH),
        "old": keep(days=3),
        "north": keep(tenant="north"),
    }
    said = run(capsys, "purge", *options, *(["--delete"] if delete else []))
    count = "1 answer " if len(gone) == 1 else f"{len(gone)} answers "
    assert said.startswith(count)
    assert ("would be removed" in said) is not delete
    assert kept() == {key for name, key in keys.items() if not delete or name not in gone}


def test_a_purged_answer_is_in_no_tier(
    capsys: pytest.CaptureFixture[str], keep: Callable[..., str]
) -> None:
    """It is removed from memory, too, and counted as one answer."""
    tiers = open_results().tiers
    key = keep()
    tiers.read(key)
    assert len(list(tiers.scan())) == 2
    assert run(capsys, "purge", "--type", "faqs", "--delete").startswith("1 answer ")
    assert tiers.read(key) is None


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["purge"], "Nothing says which answers"),
        (["purge", "--delete"], "Nothing says which answers"),
        (["purge", "--older-than", "yesterday"], "no duration"),
        (["stats", "--days", "0"], "--days has to be 1 to"),
        (["stats", "--days", "99999999999"], "--days has to be 1 to"),
        (["warm"], "Nothing says what to warm"),
        (["warm", "--from", "/no/such/file"], "cannot be read"),
        (["warm", "--most-requested", "-1"], "--most-requested cannot be -1"),
        (["warm", "--most-requested", "1", "--days", "0"], "--days cannot be 0"),
        (["warm", "--most-requested", "1", "--budget", "0"], "--budget cannot be 0"),
        (["warm", "/no/such/source.md"], "/no/such/source.md"),
        (["explain", "/no/such/source.md"], "/no/such/source.md"),
    ],
)
def test_bad_input_is_said_and_changes_nothing(
    capsys: pytest.CaptureFixture[str], keep: Callable[..., str], arguments: list[str], said: str
) -> None:
    """What cannot be meant ends with 2 and a line that says what is wrong."""
    key = keep()
    assert main(["cache", *arguments]) == 2
    assert said in capsys.readouterr().err
    assert kept() == {key}
