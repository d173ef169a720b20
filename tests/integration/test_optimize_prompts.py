from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

if TYPE_CHECKING:
    from standin.server import StandIn

pytestmark = pytest.mark.server

ROOT = Path(__file__).parents[2]
PROMPTS = ROOT / "prompts"
WORDING = Path(__file__).parent / "drivers" / "wording.py"
CURRENT = (PROMPTS / "faqs" / "draft.md.j2").read_text()
SAMPLES = 3
SHORTER = """\
{% extends "_shared/draft.md.j2" %}
{% block task %}
Write a learner's questions, each with its answer.

- items: {{ limits.ITEMS }}, spread over the outline's sections, all different.
- question: {{ limits.QUESTION }} characters, ends with a question mark.
- answer: {{ limits.ANSWER }} characters; its first sentence answers the question.
- category: {{ limits.CATEGORY }} characters: its section.
{% endblock %}
"""


@dataclass(frozen=True)
class Prompts:
    """``coursewright prompts`` with the model ``wording``, whose calls are counted."""

    command_line: Any
    folder: Path

    @property
    def calls(self) -> Counter[str]:
        """Calls made until now, by content type."""
        journal = self.folder / "journal"
        return Counter(journal.read_text().split() if journal.exists() else ())

    def __call__(self, *arguments: str, model: str = "wording", **variables: str) -> Any:
        """Run a command to its end; it answers in JSON."""
        return self.shown(*arguments, "--json", model=model, **variables)

    def shown(self, *arguments: str, model: str = "wording", **variables: str) -> Any:
        """Run a command to its end; it answers for people."""
        environment = self.command_line.environment(
            WORDING_JOURNAL=str(self.folder / "journal"), **variables
        )
        return subprocess.run(
            [sys.executable, str(WORDING), "prompts", *arguments, "--model", model],
            capture_output=True,
            check=False,
            cwd=ROOT,
            env=environment,
            text=True,
            timeout=200,
        )

    def optimize(self, candidate: str) -> Any:
        """Compare a candidate for the FAQs with the template in use."""
        file = self.folder / "candidate.md.j2"
        file.write_text(candidate)
        where = str(self.folder / "out")
        return self("optimize", "faqs", "--candidate", str(file), "--out", where)


@pytest.fixture
def prompts(coursewright: Any, tmp_path: Path) -> Prompts:
    """The commands, in a home of their own."""
    return Prompts(coursewright, tmp_path)


def _digest() -> str:
    files = sorted(path for path in PROMPTS.rglob("*") if path.suffix != ".pyc")
    whole = [f"{path}\0".encode() + path.read_bytes() for path in files if path.is_file()]
    return hashlib.sha256(b"\0".join(whole)).hexdigest()


def _files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_a_shorter_candidate_as_good_is_proposed(prompts: Prompts, prefect_server: str) -> None:
    """It is written beside the report, to the letter; the template in use stays as it is.

    The run shows the report in the UI; the same again makes no call.
    """
    before = _digest()
    run = prompts.optimize(SHORTER)
    assert run.returncode == 0, run.stderr
    comparison = json.loads(run.stdout)["comparisons"][0]
    assert comparison["proposed"] is True
    assert comparison["candidate"]["score"] >= comparison["current"]["score"]
    assert prompts.calls == {"faqs": 2 * SAMPLES}
    out = prompts.folder / "out"
    assert _files(out) == {"report.json", "report.md", "faqs/draft.md.j2"}
    assert (out / "faqs" / "draft.md.j2").read_text() == SHORTER
    assert "faqs candidate done: score" in run.stderr
    assert _digest() == before

    flow_run_id = json.loads(run.stdout)["flow_run_id"]
    wanted = {"flow_runs": {"id": {"any_": [flow_run_id]}}}
    shown = httpx.post(f"{prefect_server}/artifacts/filter", json=wanted).json()
    assert {each["key"] for each in shown} == {"prompt-optimization"}
    assert shown[0]["data"] == (out / "report.md").read_text()

    file, second = str(prompts.folder / "candidate.md.j2"), prompts.folder / "second"
    again = prompts.shown("optimize", "faqs", "--candidate", file, "--out", str(second))
    assert again.returncode == 0, again.stderr
    assert "faqs: proposed. As good, with fewer tokens" in again.stdout
    assert str(second / "faqs" / "draft.md.j2") in again.stdout
    assert "Paid:   0 calls" in again.stdout
    assert "faqs candidate cached" in again.stderr
    assert prompts.calls == {"faqs": 2 * SAMPLES}


@pytest.mark.parametrize(
    ("candidate", "reason"),
    [
        (SHORTER.replace("; its first sentence answers the question", ""), "The score is lower"),
        (CURRENT.replace("Write the", "Please do now write all the"), "The tokens are not fewer"),
        (CURRENT, "The tokens are not fewer"),
        (SHORTER.replace("Write", "MALFORMED"), "The score is lower: 0.00 after 100.00"),
    ],
    ids=["loses quality", "longer", "the same", "answers no JSON"],
)
def test_a_candidate_that_is_worse_is_not_proposed(
    prompts: Prompts, candidate: str, reason: str
) -> None:
    """Shorter but worse, longer, or no different: the report says why, and there is no template.

    Each answer is judged as it first came: none is asked for again.
    """
    before = _digest()
    run = prompts.optimize(candidate)
    assert run.returncode == 0, run.stderr
    comparison = json.loads(run.stdout)["comparisons"][0]
    assert comparison["proposed"] is False
    assert reason in comparison["reason"]
    assert _files(prompts.folder / "out") == {"report.json", "report.md"}
    assert reason in (prompts.folder / "out" / "report.md").read_text()
    assert prompts.calls == {"faqs": SAMPLES if candidate == CURRENT else 2 * SAMPLES}
    assert _digest() == before


@pytest.mark.parametrize(
    ("candidate", "said"),
    [
        (SHORTER.replace("{{ limits.ANSWER }}", "20-1000"), "loses limits.ANSWER"),
        (SHORTER.replace("{% endblock %}", ""), "does not compile"),
    ],
)
def test_a_candidate_that_cannot_be_used_costs_nothing(
    prompts: Prompts, candidate: str, said: str
) -> None:
    """It is refused with exit 2 and one line, before a model is called or anything written."""
    run = prompts.optimize(candidate)
    assert run.returncode == 2
    assert said in json.loads(run.stdout)["error"]["message"]
    assert "Traceback" not in run.stderr
    assert not prompts.calls
    assert not (prompts.folder / "out").exists()


def test_an_evaluation_again_costs_nothing(prompts: Prompts) -> None:
    """Evaluating the prompts in use a second time makes no call and gives the same figures.

    A folder of other templates is evaluated in their place.
    """
    first = prompts("evaluate", "--types", "outline,faqs")
    assert first.returncode == 0, first.stderr
    figures = json.loads(first.stdout)["figures"]
    assert [each["content_type"] for each in figures] == ["outline", "faqs"]
    assert all(each["contract_pass_rate"] == 1 and each["score"] == 100 for each in figures)
    assert all(each["usage"]["input_tokens"] > 1000 for each in figures)
    again = json.loads(prompts("evaluate", "--types", "outline,faqs").stdout)
    assert [each["score"] for each in again["figures"]] == [100, 100]
    assert all(one["cached"] for each in again["figures"] for one in each["judgements"])
    assert prompts.calls == {"outline": SAMPLES, "faqs": SAMPLES}

    other = prompts.folder / "others" / "faqs" / "draft.md.j2"
    other.parent.mkdir(parents=True)
    other.write_text(SHORTER)
    others = prompts.shown("evaluate", "--templates", str(other.parents[1]))
    assert others.returncode == 0, others.stderr
    assert "faqs          100%    100.0%  100.0" in others.stdout
    assert "outline" not in others.stdout
    assert prompts.calls == {"outline": SAMPLES, "faqs": 2 * SAMPLES}


def _task_of(template: str) -> str:
    return template.partition("{% block task %}\n")[2].partition("{% endblock %}")[0]


def test_candidates_come_from_vertex(prompts: Prompts, standin: StandIn) -> None:
    """One type's suggestion is proposed, another's is unusable: the report says so, exit 0.

    The suggestion stands in the template's frame; the one that is unusable costs no model call.
    The same again asks neither the optimizer nor a model.
    """
    before = _digest()
    unusable = "text:Write fine questions."
    suggested = f"text:```\n{_task_of(SHORTER)}```"
    standin.script([{"operation": "optimize", "faults": [unusable, "503", suggested]}])
    environment = {
        **standin.google_environment(prompts.folder),
        "COURSEWRIGHT_MODEL_RETRY_BACKOFF_SECONDS": "0.1",
    }
    out = prompts.folder / "out"
    refused = prompts("optimize", "faqs", "--vertex", "--out", str(out), **environment)
    assert refused.returncode == 0, refused.stderr
    comparison = json.loads(refused.stdout)["comparisons"][0]
    assert comparison["proposed"] is False
    assert "loses limits.ANSWER" in comparison["reason"]
    assert comparison["candidate"] is None
    assert "faqs propose failed: The candidate for faqs loses" in refused.stderr
    assert not prompts.calls

    second = str(prompts.folder / "second")
    run = prompts("optimize", "faqs", "--vertex", "--out", second, "--no-cache", **environment)
    assert run.returncode == 0, run.stderr
    comparison = json.loads(run.stdout)["comparisons"][0]
    assert comparison["proposed"] is True
    assert comparison["origin"] == "vertex"
    assert (Path(second) / "faqs" / "draft.md.j2").read_text() == SHORTER
    assert prompts.calls == {"faqs": 2 * SAMPLES}
    assert standin.stats()["operations"]["optimizePrompt"] == 3
    assert _digest() == before

    third = str(prompts.folder / "third")
    again = prompts("optimize", "faqs", "--vertex", "--out", third, **environment)
    assert json.loads(again.stdout)["comparisons"][0]["proposed"] is True
    assert prompts.calls == {"faqs": 2 * SAMPLES}
    assert standin.stats()["operations"]["optimizePrompt"] == 3


def test_a_provider_that_refuses_ends_the_run(prompts: Prompts, standin: StandIn) -> None:
    """An optimizer, or a model, that may not be called is no fault of a template: exit 4."""
    environment = standin.google_environment(prompts.folder)
    standin.script([{"operation": "optimize", "faults": ["403"], "repeat": True}])
    out = prompts.folder / "out"
    run = prompts("optimize", "faqs", "--vertex", "--out", str(out), **environment)
    assert run.returncode == 4, run.stderr
    assert json.loads(run.stdout)["error"]["code"] == "model_access"

    standin.script([{"faults": ["403"], "repeat": True}])
    model = "google-cloud:gemini-2.5-flash"
    run = prompts("evaluate", "--types", "faqs", model=model, **environment)
    assert run.returncode == 4, run.stderr
    assert json.loads(run.stdout)["error"]["code"] == "model_access"
    assert "Traceback" not in run.stderr
    assert not out.exists()


def test_a_real_client_reports_tokens_and_cost(prompts: Prompts, standin: StandIn) -> None:
    """Over the wire the figures hold the tokens the provider counted, and a price; free again."""
    environment = standin.google_environment(prompts.folder)
    model = "google-cloud:gemini-2.5-flash"
    run = prompts("evaluate", "--types", "faqs,one-pager", model=model, **environment)
    assert run.returncode == 0, run.stderr
    made = json.loads(run.stdout)
    stats = standin.stats()
    assert stats["calls"] == 2 * SAMPLES
    usages = [each["usage"] for each in made["figures"]]
    assert sum(each["input_tokens"] for each in usages) == stats["input_tokens"]
    assert sum(each["output_tokens"] for each in usages) == stats["output_tokens"]
    assert made["spent"]["cost_usd"] == pytest.approx(sum(each["cost_usd"] for each in usages))
    assert made["spent"]["cost_usd"] > 0
    again = json.loads(
        prompts("evaluate", "--types", "faqs,one-pager", model=model, **environment).stdout
    )
    assert [each["usage"] for each in again["figures"]] == usages
    assert again["spent"]["calls"] == 0
    assert standin.stats()["calls"] == 2 * SAMPLES
