from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from prompts.catalog import content_types

if TYPE_CHECKING:
    from collections.abc import Generator

    from standin.server import StandIn

pytestmark = pytest.mark.server

ROOT = Path(__file__).parents[2]
PHOTOSYNTHESIS = ROOT / "examples" / "photosynthesis.md"
DRIVER = Path(__file__).parent / "drivers" / "packs.py"
GOOGLE, OPENAI = "google-cloud:gemini-2.5-flash", "openai:gpt-5-mini"
OUTLINE, *TYPES = content_types()
RETRIES, REASKS = 3, 2


class Ending(NamedTuple):
    """How a step ends that meets a fault once.

    ``calls`` made in all; ``reasks`` among them; ``error`` code when nothing comes of it.
    """

    calls: int
    reasks: int = 0
    error: str | None = None


GOOD = Ending(1)
AGAIN = Ending(2)
REASKED = Ending(2, reasks=1)
ENDINGS = {
    "rate_limit:0.1": AGAIN,
    "500": AGAIN,
    "503": AGAIN,
    "hang": AGAIN,
    "slow_drip:30": AGAIN,
    "cut": AGAIN,
    "reset": AGAIN,
    "truncated": AGAIN,
    "empty_candidates": AGAIN,
    "no_text": AGAIN,
    "html": AGAIN,
    "wrong_schema": REASKED,
    "two_values": REASKED,
    "duplicate_key": REASKED,
    "nan": REASKED,
    "lone_surrogate": REASKED,
    "cut_json": REASKED,
    "fenced": GOOD,
    "reasoning": GOOD,
    "trailing_comma": GOOD,
    "single_quotes": GOOD,
    "python_literals": GOOD,
    "prose_around": REASKED,
    "unescaped_newline": GOOD,
    "401": Ending(1, error="model_access"),
    "403": Ending(1, error="model_access"),
    "404": Ending(1, error="model_access"),
    "safety": Ending(1, error="model_refused"),
    "context_too_long": Ending(1, error="context_too_long"),
}
FAULTS = list(ENDINGS)


class Packs:
    """A process that makes packs from the stand-in, one after the other."""

    def __init__(self, standin: StandIn, process: subprocess.Popen[str]) -> None:
        self._standin = standin
        self._process = process

    def make(
        self, rules: list[dict[str, Any]], *types: str, model: str = GOOGLE, **wanted: Any
    ) -> dict[str, Any]:
        """Make one with nothing from the cache, the stand-in failing by ``rules``."""
        self._standin.reset()
        self._standin.script(rules)
        request = {
            "source": {"path": str(PHOTOSYNTHESIS)},
            "types": types,
            "model": model,
            "use_cache": False,
            **wanted,
        }
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def calls(self, content_type: str) -> int:
        """Calls for this type since the last pack was begun."""
        return self._standin.stats()["by_content_type"].get(content_type, 0)


@pytest.fixture(scope="module")
def packs(
    running_standin: StandIn, prefect_server: str, tmp_path_factory: pytest.TempPathFactory
) -> Generator[Packs]:
    """Packs from the stand-in; calls time out soon, and are soon tried again."""
    folder = tmp_path_factory.mktemp("packs")
    environment = {
        **os.environ,
        **running_standin.google_environment(folder),
        **running_standin.openai_environment(),
        "PREFECT_API_URL": prefect_server,
        "COURSEWRIGHT_HOME": str(folder / "home"),
        "COURSEWRIGHT_MODEL_TIMEOUT_SECONDS": "4",
        "COURSEWRIGHT_MODEL_RETRY_BACKOFF_SECONDS": "0.05",
        "COURSEWRIGHT_MODEL_RETRIES": str(RETRIES),
        "COURSEWRIGHT_MAX_REASKS": str(REASKS),
        # Room for faults that make an answer longer.
        "COURSEWRIGHT_BY_TYPE": json.dumps(
            {name: {"max_output_tokens": 16_000} for name in content_types()}
        ),
    }
    with subprocess.Popen(
        [sys.executable, str(DRIVER)],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield Packs(running_standin, process)
        assert process.stdin is not None
        process.stdin.close()


@pytest.fixture(scope="module")
def good(packs: Packs) -> dict[str, Any]:
    """The content of every type when nothing goes wrong."""
    made = packs.make([])
    assert made["state"] == "complete", made
    return {name: each["content"] for name, each in made["artifacts"].items()}


@pytest.mark.parametrize("shift", range(len(FAULTS)))
def test_each_fault_at_each_type_costs_no_more_than_it_must(
    packs: Packs, good: dict[str, Any], shift: int
) -> None:
    """Every type meets another fault: each ends as that fault must, with the right content."""
    faults = {name: FAULTS[(index + shift) % len(FAULTS)] for index, name in enumerate(TYPES)}
    made = packs.make([_rule(name, fault) for name, fault in faults.items()])
    for name, fault in faults.items():
        _holds(packs, made, good, name, fault)
    failing = any(ENDINGS[fault].error for fault in faults.values())
    assert made["state"] == ("partial" if failing else "complete")


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_at_the_outline_costs_no_more_than_it_must(
    packs: Packs, good: dict[str, Any], fault: str
) -> None:
    """The outline outlives what can be outlived; else the pack fails with its error, at once."""
    made = packs.make([_rule(OUTLINE, fault)], "one_pager")
    error = ENDINGS[fault].error
    assert made["state"] == ("failed" if error else "complete")
    assert packs.calls(OUTLINE) == ENDINGS[fault].calls
    assert packs.calls("one_pager") == (0 if error else 1)
    if not error:
        _holds(packs, made, good, OUTLINE, fault)


@pytest.mark.parametrize("start", range(0, len(FAULTS), len(TYPES)))
def test_each_fault_of_an_openai_compatible_server_costs_no_more_than_it_must(
    packs: Packs, good: dict[str, Any], start: int
) -> None:
    """The same through OpenAI's protocol: each fault once."""
    faults = dict(zip(TYPES, FAULTS[start : start + len(TYPES)], strict=False))
    made = packs.make([_rule(name, fault) for name, fault in faults.items()], model=OPENAI)
    for name, fault in faults.items():
        _holds(packs, made, good, name, fault)


@pytest.mark.parametrize(
    ("fault", "calls", "error"),
    [
        ("500", 1 + RETRIES, "model_unavailable"),
        ("rate_limit:0.1", 1 + RETRIES, "rate_limited"),
        ("wrong_schema", 1 + REASKS, "contract_broken"),
        ("cut_json", 1 + REASKS, "malformed_answer"),
        ("truncated", 1 + RETRIES, "answer_truncated"),
        ("quota", 1, "model_access"),
    ],
)
def test_a_fault_for_ever_is_given_up(packs: Packs, fault: str, calls: int, error: str) -> None:
    """What never gets better costs a bounded number of calls, and only its own type."""
    rule = {**_rule("faqs", fault), "repeat": True}
    made = packs.make([rule], "faqs", "one_pager", model=OPENAI)
    assert made["state"] == "partial"
    assert made["errors"]["faqs"]["code"] == error
    assert packs.calls("faqs") == calls
    assert packs.calls("one_pager") == 1


def _rule(content_type: str, fault: str) -> dict[str, Any]:
    return {"content_type": content_type, "faults": [fault]}


def _holds(packs: Packs, made: dict[str, Any], good: dict[str, Any], name: str, fault: str) -> None:
    ending = ENDINGS[fault]
    assert packs.calls(name) == ending.calls, (fault, name, made)
    if ending.error:
        assert made["errors"][name]["code"] == ending.error, (fault, name)
        return
    artifact = made["artifacts"][name]
    assert _words(artifact["content"]) == _words(good[name]), (fault, name)
    assert artifact["reasks"] == ending.reasks, (fault, name)


def _words(content: Any) -> Any:
    """The content with its white space folded: a line end that stands for a space is no fault."""
    if isinstance(content, str):
        return " ".join(content.split())
    if isinstance(content, list):
        return [_words(each) for each in content]
    if isinstance(content, dict):
        return {key: _words(value) for key, value in content.items()}
    return content
