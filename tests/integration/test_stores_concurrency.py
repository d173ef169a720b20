"""Many processes do jobs in one store and are killed at random; nothing is lost for it."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from firestore_emulator import firestore_emulator, firestore_project
from store_backends import empty_store
from store_history import HistoryChecker, read_journals

from core.settings import child_environment
from services.stores import open_stores

if TYPE_CHECKING:
    from core.job import Job
    from core.settings import Settings
    from core.version import PackVersion

__all__ = ["firestore_emulator", "firestore_project"]  # fixtures, for the tests here

DRIVER = Path(__file__).parent / "drivers" / "store_crowd.py"
ROOT = DRIVER.parents[3]
SHAPES = {
    "sqlite": {},
    # The emulator lets a contended transaction wait for two seconds: workers meet less often.
    "firestore": {
        "packs": 24,
        "listed": 40,
        "seconds": 10.0,
        "silent_seconds": 2.0,
        "kill_seconds": 1.0,
    },
}


def crowded(settings: Settings, folder: Path) -> dict[str, int]:
    """Let a crowd of workers loose on the store; how many were killed, how many failed."""
    crowd = {"backend": settings.store, "home": str(settings.home), **SHAPES[settings.store]}
    done = subprocess.run(
        [sys.executable, str(DRIVER), json.dumps(crowd), str(folder)],
        check=True,
        capture_output=True,
        text=True,
        timeout=120,
        env=child_environment(
            {"PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests" / "support")])}
        ),
    )
    assert done.stderr == ""
    return json.loads(done.stdout)


async def content(settings: Settings) -> tuple[list[Job], list[PackVersion]]:
    """All jobs and versions of the store; every version loads."""
    stores = open_stores(settings)
    jobs = [job async for job in stores.jobs.export()]
    versions = [version async for version, _ in stores.versions.export()]
    await stores.close()
    return jobs, versions


@pytest.mark.parametrize("backend", SHAPES)
def test_nothing_acknowledged_is_lost(
    backend: str,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Of what eight processes were told is done nothing is lost, undone or done twice.

    No terminal job runs again unasked, no late attempt writes, and version numbers rise.
    """
    settings = empty_store(backend, request, tmp_path / "store")
    journals = tmp_path / "journals"
    journals.mkdir()
    crowd = crowded(settings, journals)
    jobs, versions = asyncio.run(content(settings))
    checker = HistoryChecker(read_journals(journals), jobs, versions)
    checker.check()
    with capsys.disabled():
        counts = ", ".join(f"{name} {count}" for name, count in sorted(checker.counts.items()))
        print(f"\n{backend}: {crowd['killed']} workers killed; {counts}")  # noqa: T201 (its report)
    assert checker.problems == []
    assert crowd["failed"] == 0
    assert crowd["killed"] >= 5
    for wanted in ("begin done", "advance done", "finish done", "requeue done", "versions"):
        assert checker.counts[wanted] > 0, wanted
    if backend == "sqlite":  # where workers meet often enough for this to be certain
        assert checker.counts["advance refused"] + checker.counts["finish refused"] > 0
