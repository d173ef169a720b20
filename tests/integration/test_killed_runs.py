from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from core.pack import Pack, PackState
from prompts.catalog import content_types

if TYPE_CHECKING:
    from collections.abc import Generator

    from standin.server import StandIn

pytestmark = pytest.mark.server

ROOT = Path(__file__).parents[2]
DRIVER = Path(__file__).parent / "drivers" / "forking.py"
PHOTOSYNTHESIS = ROOT / "examples" / "photosynthesis.md"
OPENAI = "openai:gpt-5-mini"
STEPS = set(content_types())
POLL_SECONDS = 0.005
PREFECT = "prefect"
"""What the runs' own process keeps in the data folder."""
RUN_SECONDS = 60
ANSWER_SECONDS = 0.1
"""Longer than it takes to see that an answer is stored: the kill finds the next call under way."""


class Runs:
    """Starts ``coursewright generate`` over the wire, again and again."""

    def __init__(self, process: subprocess.Popen[str], home: Path, folder: Path) -> None:
        self._process = process
        self._answers = home / "results" / "completions" / "local"
        self._folder = folder
        self.calls_at_once = 1

    @property
    def kept(self) -> set[str]:
        """The types whose answer is stored; what is being written begins with a point."""
        files = self._answers.iterdir() if self._answers.exists() else ()
        names = (file.name for file in files if not file.name.startswith("."))
        return {name.partition("-")[0] for name in names}

    def generate(self) -> Pack:
        """A pack, from a run that is left alone."""
        self._start()
        assert self._answer()["status"] == 0
        made = json.loads((self._folder / "out.json").read_text())
        return Pack.model_validate_json((Path(made["output"]) / "pack.json").read_text())

    def killed_after(self, step: int) -> int:
        """A run killed once so many answers are stored; the signal that ended it, 0 for none."""
        pid = self._start()
        deadline = time.monotonic() + RUN_SECONDS
        while len(self.kept) < step and time.monotonic() < deadline:
            time.sleep(POLL_SECONDS)
        os.kill(pid, signal.SIGKILL)
        return os.WTERMSIG(self._answer()["status"])

    def _start(self) -> int:
        arguments = ["generate", str(PHOTOSYNTHESIS), "--model", OPENAI, "--json"]
        wanted = {
            "arguments": [*arguments, "--out", str(self._folder / "pack of ours")],
            "environment": {"COURSEWRIGHT_MODEL_CONCURRENCY": str(self.calls_at_once)},
            "out": str(self._folder / "out.json"),
        }
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(wanted) + "\n")
        self._process.stdin.flush()
        return self._answer()["pid"]

    def _answer(self) -> dict[str, int]:
        assert self._process.stdout is not None
        return json.loads(self._process.stdout.readline())


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of all runs."""
    return tmp_path_factory.mktemp("home of ours")


@pytest.fixture(scope="module")
def driver(
    running_standin: StandIn, prefect_server: str, home: Path
) -> Generator[subprocess.Popen[str]]:
    """The process that starts runs."""
    environment = {
        **os.environ,
        **running_standin.openai_environment(),
        "PREFECT_API_URL": prefect_server,
        "COURSEWRIGHT_HOME": str(home),
    }
    with subprocess.Popen(
        [sys.executable, str(DRIVER)],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield process
        assert process.stdin is not None
        process.stdin.close()


@pytest.fixture
def runs(driver: subprocess.Popen[str], home: Path, tmp_path: Path) -> Runs:
    """Runs that find no answer and no pack of an earlier test."""
    for each in home.iterdir():
        if each.name != PREFECT:
            shutil.rmtree(each) if each.is_dir() else each.unlink()
    return Runs(driver, home, tmp_path)


@pytest.mark.parametrize("step", range(1, len(STEPS) + 1))
def test_a_run_killed_after_any_step_never_pays_twice(
    runs: Runs, standin: StandIn, step: int
) -> None:
    """Killed once ``step`` answers are stored, then again: one call more than steps at most."""
    standin.script(latency={"*": ANSWER_SECONDS})
    killed_by = runs.killed_after(step)
    # The last answer's run has little left to do, and may have come to its end.
    assert killed_by == signal.SIGKILL or step == len(STEPS)
    kept, made = len(runs.kept), standin.stats()["calls"]
    assert kept >= step
    # What was under way at the kill is all that is paid for twice.
    assert made - kept in {0, 1}
    assert runs.generate().state is PackState.COMPLETE
    calls = standin.stats()
    assert calls["calls"] == made + len(STEPS) - kept <= len(STEPS) + 1
    assert set(calls["by_content_type"]) == STEPS


def test_a_run_killed_amid_calls_side_by_side_asks_again_for_what_was_not_stored(
    runs: Runs, standin: StandIn
) -> None:
    """No type is asked for three times, and none whose answer was stored a second time."""
    runs.calls_at_once = len(STEPS)
    standin.script(latency={"*": {"lognormal": [-1.0, 0.8], "seed": 4}})
    runs.killed_after(4)
    kept, before = runs.kept, standin.stats()["by_content_type"]
    assert set(before.values()) == {1}
    assert runs.generate().state is PackState.COMPLETE
    after = standin.stats()["by_content_type"]
    assert set(after) == STEPS
    assert max(after.values()) <= 2
    assert {name: after[name] for name in kept} == dict.fromkeys(kept, 1)
