from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from standin.server import StandIn

pytestmark = pytest.mark.server

ROOT = Path(__file__).parents[2]
PHOTOSYNTHESIS = ROOT / "examples" / "photosynthesis.md"
TRACING = Path(__file__).parent / "drivers" / "tracing.py"


@pytest.fixture
def trace(coursewright: Any, standin: StandIn, tmp_path: Path) -> Callable[..., dict[str, float]]:
    """Makes a pack and tells when the model was called first, and Great Expectations imported."""

    def run(model: str) -> dict[str, float]:
        file = tmp_path / "trace.json"
        command = [sys.executable, str(TRACING), "generate", str(PHOTOSYNTHESIS), "--json"]
        command += ["--types", "faqs", "--model", model, "--out", str(tmp_path / "pack")]
        environment = coursewright.environment(
            **standin.openai_environment(),
            TRACE=str(file),
            TRACE_PORT=standin.url.rpartition(":")[2],
            PYTHONPATH=str(ROOT),
        )
        made = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, check=False, timeout=120
        )
        assert made.returncode == 0, made.stderr.decode()
        return json.loads(file.read_text())

    return run


def test_the_import_begins_when_a_model_is_waited_for(
    trace: Callable[..., dict[str, float]], standin: StandIn
) -> None:
    """With a language model it begins after the first call has left, and before its answer."""
    standin.script(latency={"outline": 4.0})
    times = trace("openai:gpt-5-mini")
    assert times["called"] < times["imported"] < times["called"] + 4.0


def test_without_a_language_model_it_is_never_imported(
    trace: Callable[..., dict[str, float]],
) -> None:
    """The embedded model's answers come before the import could pay."""
    assert "imported" not in trace("extractive")
