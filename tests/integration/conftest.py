"""A real Prefect server for the tests that run flows, and the command line as a process."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from standin.fixtures import running_standin, standin

from core.pack import Pack
from core.settings import Settings, child_environment
from services.runs.local_server import begin_start, stop

if TYPE_CHECKING:
    from collections.abc import Generator

__all__ = ["running_standin", "standin"]  # fixtures, for the tests here

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Run:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """Standard output, which must be one JSON document."""
        return json.loads(self.out)

    @property
    def cached(self) -> dict[str, bool]:
        """Which content types came from the cache."""
        return {each["type"]: each["cached"] for each in self.json["artifacts"]}

    @property
    def pack(self) -> Pack:
        """The pack that was written."""
        return Pack.model_validate_json((Path(self.json["output"]) / "pack.json").read_text())


@dataclass(frozen=True)
class CommandLine:
    """``coursewright`` in a process of its own, with a home of its own and a shared server."""

    api_url: str
    home: Path

    def environment(self, **variables: str) -> dict[str, str]:
        """The process's environment."""
        return child_environment(
            {"PREFECT_API_URL": self.api_url, "COURSEWRIGHT_HOME": str(self.home), **variables}
        )

    def __call__(self, *arguments: str, given: bytes = b"", **variables: str) -> Run:
        """Run it to its end."""
        done = subprocess.run(
            [sys.executable, "-m", "cli.main", *arguments],
            input=given,
            capture_output=True,
            check=False,
            cwd=ROOT,
            env=self.environment(**variables),
            timeout=120,
        )
        return Run(done.returncode, done.stdout.decode(), done.stderr.decode())


@pytest.fixture(scope="session")
def prefect_server(tmp_path_factory: pytest.TempPathFactory) -> Generator[str]:
    """The API address of a real Prefect server that all tests of a session share."""
    settings = Settings(home=tmp_path_factory.mktemp("prefect server"))
    try:
        yield begin_start(settings).wait().api_url
    finally:
        stop(settings)


@pytest.fixture
def coursewright(prefect_server: str, tmp_path: Path) -> CommandLine:
    """The command line, recording its runs on the shared server."""
    return CommandLine(prefect_server, tmp_path / "home of ours")
