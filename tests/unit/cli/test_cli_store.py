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
    from pathlib import Path


@pytest.fixture
def stored(capsys: pytest.CaptureFixture[str]) -> None:
    """Three versions of one pack."""

    async def store() -> None:
        async with open_stores(settings()) as stores:
            for number in range(3):
                await stores.versions.add("local", pack_id(1), pack_of(number), "one")

    asyncio.run(store())
    capsys.readouterr()


@pytest.mark.usefixtures("stored")
def test_an_export_is_taken_in_by_another_home(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both commands say how many there are; the other home lists the same versions."""
    file = str(tmp_path / "kept.jsonl.gz")
    assert main(["store", "export", file]) == 0
    assert "3 versions and 0 jobs written" in capsys.readouterr().out
    main(["versions", "list", "--json"])
    before = json.loads(capsys.readouterr().out)
    monkeypatch.setenv("COURSEWRIGHT_HOME", str(tmp_path / "another home"))
    settings.cache_clear()
    assert main(["store", "import", file]) == 0
    assert "3 versions and 0 jobs are in the sqlite store" in capsys.readouterr().out
    main(["versions", "list", "--json"])
    assert json.loads(capsys.readouterr().out) == before


@pytest.mark.parametrize("command", ["export", "import"])
def test_a_file_that_is_nowhere_is_said(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    """A missing folder or file is one line with its name, and exit 2."""
    file = str(tmp_path / "nowhere" / "kept.jsonl.gz")
    assert main(["store", command, file]) == 2
    told = capsys.readouterr()
    assert file in told.err
    assert "Traceback" not in told.err


def test_a_damaged_file_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What no export wrote is not taken in."""
    file = tmp_path / "damaged.gz"
    file.write_bytes(b"\x1f\x8b damaged")
    assert main(["store", "import", str(file)]) == 2
    assert "damaged" in capsys.readouterr().err


@pytest.mark.usefixtures("stored")
def test_retention_only_says_until_it_is_told_to_delete(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The dry run names what would go and leaves it; with --delete it goes, once."""
    policy = ["store", "retain", "--max-versions", "1"]
    for told in ("2 versions would go", "2 versions would go"):
        assert main(policy) == 0
        assert told in capsys.readouterr().out
    assert main([*policy, "--delete"]) == 0
    assert "2 versions deleted" in capsys.readouterr().out
    assert main([*policy, "--delete"]) == 0
    assert "0 versions deleted" in capsys.readouterr().out


@pytest.mark.usefixtures("stored")
@pytest.mark.parametrize("option", ["--max-age-days", "--max-versions"])
@pytest.mark.parametrize("value", ["0", "-1", "few"])
def test_a_policy_below_one_is_refused(
    capsys: pytest.CaptureFixture[str], option: str, value: str
) -> None:
    """A number that would let nearly everything go is bad usage, and deletes nothing."""
    assert main(["store", "retain", option, value, "--delete"]) == 2
    assert option in capsys.readouterr().err
    main(["versions", "list", "--json"])
    assert len(json.loads(capsys.readouterr().out)) == 3
