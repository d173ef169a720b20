from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

if TYPE_CHECKING:
    from standin.server import StandIn

pytestmark = pytest.mark.server

ROOT = Path(__file__).parents[2]
PHOTOSYNTHESIS = (ROOT / "examples" / "photosynthesis.md").read_text()
KEY = "sk-planted-0123456789abcdefghijklmnop"
WORDS = "The password of the greenhouse is xylophone-quartz-42."
"""A sentence of the source that no artifact quotes, so it may only stand in the pack's source."""


@pytest.fixture
def secrets(standin: StandIn, tmp_path: Path) -> dict[str, str]:
    """What must not be found anywhere, by name."""
    standin.google_environment(tmp_path)
    account = json.loads((tmp_path / "service-account.json").read_text())
    return {
        "wrong key": KEY,
        "good key": standin.api_key,
        "private key": account["private_key"].splitlines()[1],
    }


def test_no_secret_and_no_source_text_is_left_behind(
    coursewright: Any, standin: StandIn, secrets: dict[str, str], tmp_path: Path
) -> None:
    """Keys are nowhere; the source's text is only in the pack and in the stored answers.

    Looked through: what the command printed, with a wrong key too, everything under its home,
    the pack, and everything the Prefect server holds of the runs: parameters, states, logs, and
    task runs. Results hold a model's answers, so quotes may stand there, a whole source may not.
    """
    source = tmp_path / "planted.md"
    source.write_text(f"{PHOTOSYNTHESIS}\n\n## Aside\n\n{WORDS}\n")
    google = standin.google_environment(tmp_path)
    printed: list[str] = []
    for number, (model, environment) in enumerate(
        [
            ("openai:gpt-5-mini", {**standin.openai_environment(), "OPENAI_API_KEY": KEY}),
            ("openai:gpt-5-mini", standin.openai_environment()),
            ("google-cloud:gemini-2.5-flash", google),
        ]
    ):
        out = str(tmp_path / f"pack {number}")
        command = (
            "generate",
            str(source),
            "--model",
            model,
            "--types",
            "one_pager,faqs",
            "--max-age",
            "0s",
        )
        for option in ("--json", "--debug"):
            made = coursewright(*command, "--out", out, option, **environment)
            printed += [made.out, made.err]
    left = {"printed": "\n".join(printed), "server": _of_the_server(coursewright.api_url)}
    for file in [*coursewright.home.rglob("*"), *tmp_path.glob("pack */**/*")]:
        if file.is_file():
            left[str(file)] = file.read_bytes().decode(errors="replace")
    for place, text in left.items():
        for name, secret in secrets.items():
            assert secret not in text, f"{name} stands in {place}"
    holders = {place for place, text in left.items() if "xylophone-quartz-42" in text}
    assert all("pack " in Path(place).parent.name for place in holders), holders


def _of_the_server(api_url: str) -> str:
    """All that the server tells of flow runs, task runs and their logs."""
    held: list[str] = []
    with httpx.Client(base_url=api_url, timeout=30) as client:
        for kind in ("flow_runs", "task_runs", "logs", "artifacts"):
            offset = 0
            while True:
                page = client.post(f"/{kind}/filter", json={"limit": 200, "offset": offset})
                page.raise_for_status()
                held.append(page.text)
                if len(page.json()) < 200:
                    break
                offset += 200
    return "\n".join(held)
