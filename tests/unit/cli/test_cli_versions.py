from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

import pytest
from store_backends import pack_id, pack_of

from cli.main import main
from core.settings import settings
from services.stores import open_stores

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from core.version import PackVersion

    Says = Callable[..., tuple[int, str, str]]


@pytest.fixture
def says(capsys: pytest.CaptureFixture[str]) -> Says:
    """Runs a command here; its exit code, standard output and standard error."""

    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(list(arguments))
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


@pytest.fixture
def stored() -> list[PackVersion]:
    """Two versions of one pack, the older first; they differ in nothing a reader learns."""

    async def store() -> list[PackVersion]:
        async with open_stores(settings()) as stores:
            return [
                await stores.versions.add("local", pack_id(1), pack_of(number), "one")
                for number in range(2)
            ]

    return asyncio.run(store())


def test_a_list_shows_the_newest_first(says: Says, stored: list[PackVersion]) -> None:
    """A line for each version with the beginning of its id; with --json all that is known."""
    code, out, _ = says("versions", "list")
    assert code == 0
    shown = [line.split()[0] for line in out.splitlines()]
    assert shown == ["version", stored[1].id[:12], stored[0].id[:12]]
    assert len(says("versions", "list", "--limit", "1")[1].splitlines()) == 2
    listed = json.loads(says("versions", "list", pack_id(1), "--json")[1])
    assert [each["id"] for each in listed] == [stored[1].id, stored[0].id]


def test_an_empty_store_says_so(says: Says) -> None:
    """Without a version there is one line, or an empty list."""
    assert "No version is stored yet" in says("versions", "list")[1]
    assert json.loads(says("versions", "list", "--json")[1]) == []


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["versions", "list", "--limit", "0"], "--limit"),
        (["versions", "list", "--limit", "-3"], "--limit"),
        (["versions", "show", "ffffff"], "No version begins with 'ffffff'"),
        (["versions", "show", ""], "'' is too short"),
        (["versions", "show", "f" * 64], "no version ffffffffffff"),
        (["versions", "diff", "ffffff", "eeeeee"], "ffffff"),
        (["versions", "restore", "ffffff", "--out", "pack"], "ffffff"),
        (["versions", "approve", "ffffff", "--by", "Ada"], "ffffff"),
        (["versions", "approve", "ffffff"], "--by"),
        (["versions", "withdraw", "ffffff", "--by", "Ada"], "ffffff"),
        (["regenerate", "ffffff", "--out", "pack"], "ffffff"),
    ],
)
def test_bad_usage_is_said_and_exit_2(
    says: Says, stored: list[PackVersion], arguments: list[str], said: str
) -> None:
    """What names no version or no number of versions is refused, with what was wrong."""
    assert len(stored) == 2
    code, out, err = says(*arguments)
    assert (code, out) == (2, "")
    assert said in err
    assert "Traceback" not in err


def test_a_decision_may_be_told_twice(says: Says, stored: list[PackVersion]) -> None:
    """Approving what is approved stands; withdrawn afterwards, it answers no more."""
    newest = stored[1].id[:12]
    for _ in range(2):
        assert says("versions", "approve", newest, "--by", "Ada")[:2] == (
            0,
            f"Version 2 ({newest}) is approved.\n",
        )
    assert says("versions", "withdraw", newest, "--by", "Ada")[0] == 0
    shown = json.loads(says("versions", "show", newest)[1])
    assert shown["standing"] == "withdrawn"

    async def answer() -> PackVersion | None:
        async with open_stores(settings()) as stores:
            return await stores.versions.newest("local", "one")

    assert asyncio.run(answer()) == stored[0]


def test_a_difference_is_readable(says: Says, stored: list[PackVersion]) -> None:
    """Types without a change are named; with --json it is one document."""
    older, newer = (each.id[:12] for each in stored)
    code, out, _ = says("versions", "diff", older, newer)
    assert code == 0
    assert "The same: " in out
    assert (
        json.loads(says("versions", "diff", older, newer, "--json")[1])["source_changed"] is False
    )


def test_a_version_is_not_restored_over_somebodys_files(
    says: Says, stored: list[PackVersion], tmp_path: Path
) -> None:
    """A folder that holds other things is refused before a version is made."""
    foreign = tmp_path / "foreign"
    foreign.mkdir()
    (foreign / "thesis.txt").write_text("Mine.")
    code, _, err = says("versions", "restore", stored[0].id[:12], "--out", str(foreign))
    assert code == 2, err
    assert [each.name for each in foreign.iterdir()] == ["thesis.txt"]
    assert len(json.loads(says("versions", "list", "--json")[1])) == 2


def test_a_restored_version_is_written_and_stored(
    says: Says, stored: list[PackVersion], tmp_path: Path
) -> None:
    """The folder holds the older pack, as the newest version."""
    out = tmp_path / "back"
    code, told, err = says("versions", "restore", stored[0].id[:12], "--out", str(out))
    assert code == 0, err
    assert "Restored as version 3" in told
    written = json.loads((out / "pack.json").read_text())
    assert "Questions 0" in {each["title"] for each in written["artifacts"]}
    assert json.loads(says("versions", "list", "--json")[1])[0]["number"] == 3


def test_regenerating_from_a_source_that_is_gone_is_said(
    says: Says, stored: list[PackVersion], tmp_path: Path
) -> None:
    """The source is named, before a server is started; nothing is written."""
    out = tmp_path / "new"
    code, _, err = says("regenerate", stored[0].id[:12], "--out", str(out))
    assert code == 2, err
    assert "/soil.pdf" in err
    assert not out.exists()
