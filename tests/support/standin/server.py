"""The stand-in as a process of its own, for tests and benchmarks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Self

from standin.client import StandInClient

if TYPE_CHECKING:
    from types import TracebackType

__all__ = ["StandIn", "StandInClient"]

SUPPORT = Path(__file__).parents[1]
ROOT = SUPPORT.parents[1]
STOP_SECONDS = 5.0


class StandIn(StandInClient):
    """Context manager: the process runs inside it.

    Args:
        warm: Have what composes answers loaded on entry.
        port: Where to listen; 0 takes any free port.
    """

    def __init__(self, *, warm: bool = False, port: int = 0) -> None:
        super().__init__("")
        self._warm = warm
        self._port = port
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "standin", "--port", str(self._port)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": _python_path()},
        )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            self._stop(self._process)
            raise RuntimeError("The stand-in did not start; see its standard error.")
        self.url = f"http://127.0.0.1:{json.loads(line)['port']}"
        if self._warm:
            self.warm_up()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        assert self._process is not None
        self._stop(self._process)

    @property
    def pid(self) -> int:
        """The process's number."""
        assert self._process is not None
        return self._process.pid

    def _stop(self, process: subprocess.Popen[str]) -> None:
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(STOP_SECONDS)
        assert process.stdout is not None
        process.stdout.close()


def _python_path() -> str:
    inherited = os.environ.get("PYTHONPATH", "")
    return os.pathsep.join(filter(None, [str(SUPPORT), str(ROOT), inherited]))
