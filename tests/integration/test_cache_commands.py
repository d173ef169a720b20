from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.server

PHOTOSYNTHESIS = Path(__file__).parents[2] / "examples" / "photosynthesis.md"
TYPES = "detailed_reading,faqs"
NAMES = ["outline", "detailed_reading", "faqs"]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A source of the test's own, which it may edit."""
    return Path(shutil.copy(PHOTOSYNTHESIS, tmp_path / "a source.md"))


@pytest.fixture
def generated(coursewright: Any, source: Path, tmp_path: Path) -> Any:
    """A pack of the source, made by the real flow."""
    out = str(tmp_path / "pack")
    made = coursewright("generate", str(source), "--types", TYPES, "--out", out, "--json")
    assert made.code == 0, made.err
    return made


@pytest.fixture
def explain(coursewright: Any, source: Path) -> Callable[..., dict[str, Any]]:
    """What is said of the calls for the source, in JSON."""

    def run(*options: str) -> dict[str, Any]:
        said = coursewright("cache", "explain", str(source), "--types", TYPES, "--json", *options)
        assert said.code == 0, said.err
        return said.json

    return run


@pytest.mark.usefixtures("generated")
def test_what_was_made_is_said_to_be_answered(
    coursewright: Any, source: Path, explain: Callable[..., dict[str, Any]]
) -> None:
    """After a run every call of the same request is a hit, and saying so changes nothing."""
    before = _files(coursewright.home)
    calls = explain()["calls"]
    assert [each["content_type"] for each in calls] == NAMES
    assert all(each["hit"] and each["tier"] == "folder" for each in calls)
    assert not explain("--pages", "2")["calls"][1]["hit"]
    shown = coursewright("cache", "explain", str(source), "--types", TYPES).out
    assert [line.partition(" in ")[0] for line in shown.splitlines()] == [
        f"{name}: hit" for name in NAMES
    ]
    assert _files(coursewright.home) == before


@pytest.mark.usefixtures("generated")
def test_an_edited_source_is_what_differs(
    coursewright: Any, source: Path, explain: Callable[..., dict[str, Any]]
) -> None:
    """The outline misses for the source's text; what depends on it is not known yet."""
    source.write_text(source.read_text() + "\nMosses have no roots, and take water by leaves.\n")
    said = explain()
    (outline,) = said["calls"]
    assert not outline["hit"]
    assert outline["differing"] == ["source", "shared"]
    assert list(said["unknown"]) == ["detailed_reading", "faqs"]
    shown = coursewright("cache", "explain", str(source), "--types", TYPES).out
    assert "outline: miss; the nearest stored answer (made " in shown
    assert "differs in the source's text" in shown
    assert "faqs: not known: it depends on the outline" in shown


@pytest.mark.usefixtures("generated")
def test_another_length_misses_for_the_one_type_that_has_it(
    coursewright: Any, source: Path, explain: Callable[..., dict[str, Any]]
) -> None:
    """With other --pages only the detailed reading is made anew, for its task; and it is so."""
    outline, reading, faqs = explain("--pages", "2")["calls"]
    assert outline["hit"]
    assert faqs["hit"]
    assert (reading["hit"], reading["differing"]) == (False, ["task"])
    options = ("--types", TYPES, "--pages", "2")
    assert "the task in the prompt" in coursewright("cache", "explain", str(source), *options).out
    out = str(source.parent / "shorter")
    made = coursewright("generate", str(source), *options, "--out", out, "--json")
    assert made.cached == {"outline": True, "detailed_reading": False, "faqs": True}


def test_what_a_withdrawn_version_was_made_of_is_gone(
    coursewright: Any, generated: Any, explain: Callable[..., dict[str, Any]]
) -> None:
    """After a withdrawal the outline is a miss with nothing beside it."""
    version = generated.pack.stored.version_id
    done = coursewright("versions", "withdraw", version, "--by", "A. Reviewer")
    assert done.code == 0, done.err
    (outline,) = explain()["calls"]
    assert (outline["hit"], outline["created_at"], outline["differing"]) == (False, None, [])


def test_before_the_first_run_all_is_a_miss(
    coursewright: Any, explain: Callable[..., dict[str, Any]]
) -> None:
    """With nothing stored that is said, no server is started and no folder of answers made."""
    said = explain()
    assert [each["content_type"] for each in said["calls"]] == ["outline"]
    assert not said["calls"][0]["hit"]
    assert not (coursewright.home / "results").exists()
    assert not (coursewright.home / "store.db").exists()


@pytest.mark.usefixtures("generated")
def test_statistics_and_purging_see_what_a_run_left(coursewright: Any, source: Path) -> None:
    """What was made is counted by type; after a purge of one type that one is made again."""
    found = coursewright("cache", "stats", "--json").json
    assert {each["content_type"]: each["entries"] for each in found["kept"]} == dict.fromkeys(
        NAMES, 1
    )
    assert (found["hits"], found["misses"]) == (0, 3)
    purged = coursewright("cache", "purge", "--type", "faqs", "--delete")
    assert purged.out.startswith("1 answer of ")
    options = ("--types", TYPES, "--out", str(source.parent / "again"), "--json", "--max-age", "0s")
    again = coursewright("generate", str(source), *options)
    assert again.cached == {"outline": True, "detailed_reading": True, "faqs": False}


def _files(home: Path) -> dict[Path, bytes]:
    """All answers and counts there are."""
    folders = (home / "results", home / "cache-usage")
    return {
        file: file.read_bytes() for each in folders for file in each.rglob("*") if file.is_file()
    }
