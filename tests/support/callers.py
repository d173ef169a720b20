"""Processes that make model calls for a test (see `calling`)."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.settings import child_environment

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence

SUPPORT = Path(__file__).parent
ROOT = SUPPORT.parents[1]


@dataclass(frozen=True)
class Batch:
    """How the calls of one flow run ended."""

    states: Counter[str]
    failed: list[str]
    seconds: float


@dataclass(frozen=True)
class Caller:
    """One process."""

    process: subprocess.Popen[str]

    def ask(self, names: Sequence[str]) -> None:
        """Have the calls of these names made, at once."""
        assert self.process.stdin
        self.process.stdin.write(json.dumps(list(names)) + "\n")
        self.process.stdin.flush()

    def answer(self) -> Batch:
        """Wait for what was asked longest ago."""
        made: dict[str, Any] = json.loads(self._line())
        return Batch(Counter(made["states"]), made["failed"], made["seconds"])

    def wait_until_ready(self) -> None:
        """Wait for its imports."""
        assert self._line() == "ready\n"

    def kill(self) -> None:
        """End it as the kernel ends a process that takes too much memory."""
        self.process.kill()
        self.process.wait()

    def _line(self) -> str:
        assert self.process.stdout
        line = self.process.stdout.readline()
        assert line, "the process has ended"
        return line


@contextmanager
def running_callers(
    environments: Sequence[Mapping[str, str]],
) -> Generator[list[Caller]]:
    """A process for each environment, all of them ready."""
    callers: list[Caller] = []
    try:
        for environment in environments:
            process = subprocess.Popen(
                [sys.executable, str(SUPPORT / "calling.py")],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                cwd=ROOT,
                env=child_environment({**environment, "PYTHONPATH": str(ROOT)}),
            )
            callers.append(Caller(process))
        for caller in callers:
            caller.wait_until_ready()
        yield callers
    finally:
        for caller in callers:
            caller.kill()
            for stream in (caller.process.stdin, caller.process.stdout):
                if stream:
                    stream.close()
