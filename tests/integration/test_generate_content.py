from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from prefect.exceptions import ParameterTypeError
from prefect.utilities.callables import parameter_schema

from core.pack import PackState
from core.settings import Settings
from flows.generate_content import generate_content
from prompts.catalog import content_types
from services.runs.local_server import begin_start, stop

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.pack import Pack

pytestmark = pytest.mark.server

ROOT = Path(__file__).parents[2]
PHOTOSYNTHESIS = ROOT / "examples" / "photosynthesis.md"
COUNTING = Path(__file__).parent / "drivers" / "counting.py"
ALL = set(content_types())


@pytest.fixture
def generate(coursewright: Any, tmp_path: Path) -> Callable[..., Any]:
    """Runs ``coursewright generate --json`` into a folder of its own."""

    def run(source: str | Path, *options: str, **variables: str) -> Any:
        out = str(tmp_path / "pack of ours")
        return coursewright("generate", str(source), "--out", out, "--json", *options, **variables)

    return run


def test_the_same_command_again_pays_for_nothing(generate: Callable[..., Any]) -> None:
    """A run that may take no stored version takes every answer from the cache, and says so.

    Its content is the same; with --no-cache it is made anew.
    """
    first = generate(PHOTOSYNTHESIS)
    assert first.code == 0, first.err
    assert first.cached == dict.fromkeys(ALL, False)
    made = first.pack
    second = generate(PHOTOSYNTHESIS, "--max-age", "0s")
    assert second.cached == dict.fromkeys(ALL, True)
    cached = second.pack
    assert cached.flow_run_id != made.flow_run_id
    assert _contents(cached) == _contents(made)
    assert "flashcards cached" in second.err
    third = generate(PHOTOSYNTHESIS, "--no-cache")
    assert third.cached == dict.fromkeys(ALL, False)
    anew = third.pack
    assert _contents(anew) == _contents(made)
    assert [each.stored.number for each in (made, cached, anew) if each.stored] == [1, 2, 3]


def test_the_stored_version_answers_without_a_server(generate: Callable[..., Any]) -> None:
    """A repeated request is answered where no server can be reached, and by the same version.

    A request that it does not answer misses the server: younger, anew, or for other types.
    """
    first = generate(PHOTOSYNTHESIS)
    assert first.code == 0, first.err
    made = first.pack
    nowhere = {
        "PREFECT_API_URL": "http://127.0.0.1:9/api",
        "COURSEWRIGHT_SERVER_START_TIMEOUT_SECONDS": "1",
    }
    again = generate(PHOTOSYNTHESIS, **nowhere)
    assert again.code == 0, again.err
    answer = again.pack
    assert answer.stored is not None
    assert answer.stored == made.stored
    assert answer.flow_run_id == made.flow_run_id
    assert _contents(answer) == _contents(made)
    for options in (["--max-age", "0s"], ["--no-cache"], ["--types", "faqs"]):
        assert generate(PHOTOSYNTHESIS, *options, **nowhere).code == 4


def test_an_edited_source_is_not_answered_by_the_old_version(
    generate: Callable[..., Any], tmp_path: Path
) -> None:
    """The stored version is of the text as it was: after an edit the pack is a new one."""
    source = tmp_path / "edited.md"
    source.write_text(PHOTOSYNTHESIS.read_text())
    first = generate(source)
    assert first.code == 0, first.err
    old = first.pack
    source.write_text(PHOTOSYNTHESIS.read_text() + "\nLeaves are cooled by the water they lose.\n")
    second = generate(source)
    assert second.code == 0, second.err
    new = second.pack
    assert new.source.sha256 != old.source.sha256
    assert new.flow_run_id != old.flow_run_id
    assert [each.stored.number for each in (old, new) if each.stored] == [1, 2]


def test_a_store_that_fails_does_not_cost_the_pack(
    coursewright: Any, generate: Callable[..., Any]
) -> None:
    """Where versions cannot be stored the pack is made all the same, and says it is none."""
    (coursewright.home / "store.db").mkdir(parents=True)
    run = generate(PHOTOSYNTHESIS, "--types", "faqs")
    assert run.code == 0, run.err
    assert run.pack.state is PackState.COMPLETE
    assert run.pack.stored is None
    assert "Traceback" not in run.err


def test_an_edited_template_remakes_only_its_type(
    generate: Callable[..., Any], tmp_path: Path
) -> None:
    """With one type's prompt edited, that type is made again and the others are cached."""
    own = tmp_path / "types of ours"
    shutil.copytree(ROOT / "prompts" / "flashcards", own / "flashcards")
    folder = {"COURSEWRIGHT_CONTENT_TYPES_FOLDER": str(own)}
    assert generate(PHOTOSYNTHESIS, **folder).code == 0
    template = own / "flashcards" / "draft.md.j2"
    template.write_text(template.read_text().replace("Write flashcards", "Write good flashcards"))
    assert generate(PHOTOSYNTHESIS, **folder).cached == {name: name != "flashcards" for name in ALL}


def test_a_killed_run_never_pays_twice(coursewright: Any, tmp_path: Path) -> None:
    """After kill -9 in the middle, the next run makes only the calls that had not finished."""
    journal = tmp_path / "journal"
    out = str(tmp_path / "pack")
    environment = coursewright.environment(
        COUNTING_JOURNAL=str(journal),
        COUNTING_SECONDS_FLASHCARDS="60",
        COUNTING_SECONDS_FAQS="60",
    )
    command = [sys.executable, str(COUNTING), "generate", str(PHOTOSYNTHESIS)]
    command += ["--model", "counting", "--out", out, "--json"]
    killed = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    answers = coursewright.home / "results" / "completions" / "local"
    _wait_until(lambda: _whole(answers) == len(ALL) - 2)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    assert not Path(out).exists()

    environment = coursewright.environment(COUNTING_JOURNAL=str(journal))
    again = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, check=False, timeout=120
    )
    assert again.returncode == 0, again.stderr.decode()
    cached = {each["type"]: each["cached"] for each in json.loads(again.stdout)["artifacts"]}
    assert cached == {name: name not in {"flashcards", "faqs"} for name in ALL}
    calls = Counter(journal.read_text().split())
    assert calls == {name: 1 + (name in {"flashcards", "faqs"}) for name in ALL}


def test_a_server_lost_in_the_middle_is_said(coursewright: Any, tmp_path: Path) -> None:
    """The command ends with 4 and one line, not with minutes of trying; again, it goes on."""
    own = Settings(home=coursewright.home)
    journal = tmp_path / "journal"
    environment = coursewright.environment(COUNTING_JOURNAL=str(journal), COUNTING_SECONDS_FAQS="3")
    del environment["PREFECT_API_URL"]
    command = [sys.executable, str(COUNTING), "generate", str(PHOTOSYNTHESIS)]
    command += ["--model", "counting", "--out", str(tmp_path / "pack"), "--types", "faqs"]
    try:
        server = begin_start(own).wait()
        losing = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE)
        _wait_until(lambda: journal.exists() and "faqs" in journal.read_text())
        assert server.pid is not None
        os.kill(server.pid, signal.SIGKILL)
        _, said = losing.communicate(timeout=90)
        assert losing.returncode == 4, said
        assert b"was lost during the run" in said
        assert b"Traceback" not in said
        again = subprocess.run(command, cwd=ROOT, env=environment, check=False, timeout=90)
        assert again.returncode == 0
        assert Counter(journal.read_text().split()) == {"outline": 1, "faqs": 1}
    finally:
        stop(own)


def test_only_retryable_errors_are_tried_again(coursewright: Any, tmp_path: Path) -> None:
    """A model that is down is asked again and the pack completed; one that forbids is asked once.

    The type that could not be made is missing with its error; the others are there.
    """
    journal = tmp_path / "journal"
    command = [sys.executable, str(COUNTING), "generate", str(PHOTOSYNTHESIS), "--json"]
    command += ["--model", "counting", "--out", str(tmp_path / "pack"), "--types", "faqs,one-pager"]
    done = subprocess.run(
        command,
        cwd=ROOT,
        env=coursewright.environment(
            COUNTING_JOURNAL=str(journal),
            COUNTING_FAULTS_OUTLINE="unavailable",
            COUNTING_FAULTS_FAQS="unavailable,unavailable",
            COUNTING_FAULTS_ONE_PAGER="forbidden",
            COURSEWRIGHT_MODEL_RETRY_BACKOFF_SECONDS="0.1",
        ),
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 3, done.stderr.decode()
    result = json.loads(done.stdout)
    assert {each["type"] for each in result["artifacts"]} == {"outline", "faqs"}
    error = result["errors"][0]
    assert (error["content_type"], error["code"]) == ("one_pager", "model_access")
    assert "key is not valid" in error["message"]
    assert Counter(journal.read_text().split()) == {"outline": 2, "faqs": 3, "one_pager": 1}


def test_an_interrupted_run_exits_with_130(coursewright: Any, tmp_path: Path) -> None:
    """Ctrl-C ends the run soon, says how to go on, and leaves no pack behind."""
    journal = tmp_path / "journal"
    command = [sys.executable, str(COUNTING), "generate", str(PHOTOSYNTHESIS)]
    command += ["--model", "counting", "--out", str(tmp_path / "pack")]
    interrupted = subprocess.Popen(
        command,
        cwd=ROOT,
        env=coursewright.environment(COUNTING_JOURNAL=str(journal), COUNTING_SECONDS_OUTLINE="60"),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    _wait_until(journal.exists)
    interrupted.send_signal(signal.SIGINT)
    _, said = interrupted.communicate(timeout=30)
    assert interrupted.returncode == 130, said
    assert "Interrupted" in said
    assert "Traceback" not in said
    assert not (tmp_path / "pack").exists()


def test_one_type_failing_leaves_the_others(generate: Callable[..., Any], tmp_path: Path) -> None:
    """A source too small for some types gives a partial pack, exit 3, and says what is missing."""
    source = tmp_path / "small.md"
    text = PHOTOSYNTHESIS.read_text()
    source.write_text("\n\n".join(text.split("\n\n")[:9]))
    run = generate(source)
    assert run.code == 3, run.err
    assert run.json["state"] == "partial"
    assert {error["code"] for error in run.json["errors"]} == {"insufficient_source"}
    missing = {error["content_type"] for error in run.json["errors"]}
    assert missing
    assert missing | {each["type"] for each in run.json["artifacts"]} == ALL
    partial = run.pack
    assert partial.state is PackState.PARTIAL
    again = generate(source)
    assert again.code == 3, again.err
    assert again.pack.flow_run_id != partial.flow_run_id, "a partial pack answers nobody"


def test_a_source_too_small_for_anything_fails(
    generate: Callable[..., Any], tmp_path: Path
) -> None:
    """Two sentences make no pack: exit 4, the reason, and nothing written."""
    source = tmp_path / "tiny.md"
    source.write_text("Bees make honey from nectar. Honey keeps for years in a closed jar.")
    run = generate(source)
    assert run.code == 4
    assert run.json["error"]["code"] == "pack_failed"
    assert not (tmp_path / "pack of ours").exists()
    assert "Traceback" not in run.err


def test_a_new_type_is_one_folder(
    coursewright: Any, generate: Callable[..., Any], tmp_path: Path
) -> None:
    """A content type in a folder of one's own is listed, made, and shown, with nothing else."""
    own = tmp_path / "types of ours"
    _write_quiz(own / "quiz")
    folder = {"COURSEWRIGHT_CONTENT_TYPES_FOLDER": str(own)}
    assert "quiz" in coursewright("types", **folder).out
    assert "a throw-away quiz" in coursewright("types", **folder).out
    run = generate(PHOTOSYNTHESIS, "--types", "quiz,faqs", **folder)
    assert run.code == 0, run.err
    assert set(run.cached) == {"outline", "faqs", "quiz"}
    artifact = run.pack.artifact("quiz")
    assert artifact is not None
    statement = artifact.content["statements"][0]
    assert run.pack.source.text[slice(*_span(statement))] == statement["evidence"][0]["quote"]
    out = Path(run.json["output"])
    assert "True or false" in (out / "quiz.md").read_text()
    page = (out / "index.html").read_text()
    assert page.count("True or false") == len(artifact.content["statements"])
    assert '"quiz"' in coursewright("schema", **folder).out


@pytest.mark.parametrize("faulty", ["compose", "rows"])
def test_a_fault_in_a_types_own_code_costs_that_type(
    generate: Callable[..., Any], tmp_path: Path, faulty: str
) -> None:
    """A type whose composer or check breaks is missing, with its words; the rest is made."""
    own = tmp_path / "types of ours"
    _write_quiz(own / "quiz")
    spec = own / "quiz" / "spec.py"
    text = spec.read_text()
    spec.write_text(
        text.replace(f"def {faulty}(", f"def {faulty}(*_):\n    return {{}}['oh']\ndef _(")
    )
    folder = {"COURSEWRIGHT_CONTENT_TYPES_FOLDER": str(own)}
    run = generate(PHOTOSYNTHESIS, "--types", "quiz,faqs", **folder)
    assert run.code == 3, run.err
    assert set(run.cached) == {"outline", "faqs"}
    error = run.json["errors"][0]
    assert error["content_type"] == "quiz"
    assert "KeyError: 'oh'" in error["message"]
    assert "Traceback" not in run.err


def test_the_run_can_be_read_in_the_prefect_ui(
    generate: Callable[..., Any], prefect_server: str
) -> None:
    """The run's tasks have names a person can read, its tags, and its artifacts are there."""
    run = generate(PHOTOSYNTHESIS, "--types", "flashcards,faqs")
    flow_run_id = run.pack.flow_run_id
    wanted = {
        "ingest: photosynthesis.md",
        *(f"{name}: {step}" for name in run.cached for step in ("draft", "check")),
        "publish",
    }
    # Task runs reach the server as events, a little after the run has ended.
    _wait_until(lambda: wanted <= {task["name"] for task in _tasks(prefect_server, flow_run_id)})
    flow_run = httpx.get(f"{prefect_server}/flow_runs/{flow_run_id}").json()
    assert flow_run["name"].startswith("photosynthesis.md")
    assert set(flow_run["tags"]) == {"model:extractive", "inline"}
    assert flow_run["state_name"] == "Completed"
    artifacts = {each["key"]: each for each in _artifacts(prefect_server, flow_run_id)}
    assert set(artifacts) == {"pack-summary", "pack-progress", "outline", "faqs", "flashcards"}
    assert artifacts["pack-progress"]["data"] == 100.0
    assert "| flashcards |" in artifacts["pack-summary"]["data"]
    assert "Score" in artifacts["flashcards"]["data"]


def test_what_the_uis_form_sends_is_validated() -> None:
    """The flow's parameters have a schema for the form, and what the form sends is accepted."""
    schema = parameter_schema(generate_content).model_dump()
    assert schema["required"] == ["request"]
    described = schema["definitions"]["ContentRequest"]["properties"]
    assert all("description" in described[name] for name in ("types", "audience", "minutes"))
    form = {"request": {"source": {"path": str(PHOTOSYNTHESIS)}, "types": ["faqs"]}}
    request = generate_content.validate_parameters(form)["request"]
    assert request.types == ("faqs",)
    with pytest.raises(ParameterTypeError, match="exactly one"):
        generate_content.validate_parameters({"request": {"source": {}}})


def test_a_server_that_does_not_answer_is_said(coursewright: Any, tmp_path: Path) -> None:
    """A PREFECT_API_URL where nobody is: one line, exit 4, nothing written."""
    nobody = "http://127.0.0.1:9/api"
    run = coursewright(
        "generate",
        str(PHOTOSYNTHESIS),
        "--out",
        str(tmp_path / "pack"),
        PREFECT_API_URL=nobody,
        COURSEWRIGHT_SERVER_START_TIMEOUT_SECONDS="1",
    )
    assert run.code == 4
    assert nobody in run.err
    assert "Traceback" not in run.err
    assert not (tmp_path / "pack").exists()


def _whole(folder: Path) -> int:
    """How many answers are persisted to their last byte."""
    files = folder.iterdir() if folder.is_dir() else ()
    return sum(file.read_text().endswith("}") for file in files)


def _contents(pack: Pack) -> dict[str, object]:
    assert pack.outline is not None
    return {each.content_type: each.content for each in [pack.outline, *pack.artifacts]}


def _span(statement: dict[str, Any]) -> tuple[int, int]:
    return statement["evidence"][0]["start"], statement["evidence"][0]["end"]


def _tasks(api_url: str, flow_run_id: str | None) -> list[dict[str, Any]]:
    wanted = {"flow_runs": {"id": {"any_": [flow_run_id]}}}
    return httpx.post(f"{api_url}/task_runs/filter", json=wanted).json()


def _artifacts(api_url: str, flow_run_id: str | None) -> list[dict[str, Any]]:
    wanted = {"flow_runs": {"id": {"any_": [flow_run_id]}}}
    return httpx.post(f"{api_url}/artifacts/filter", json=wanted).json()


def _wait_until(holds: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def _write_quiz(folder: Path) -> None:
    folder.mkdir(parents=True)
    (folder / "__init__.py").touch()
    (folder / "schema.py").write_text(
        "from typing import Annotated\n"
        "from core.contract import Contract, Evidences, Range, sized\n"
        "STATEMENTS = Range(3, 5)\n"
        "class Statement(Contract):\n"
        "    text: str\n"
        "    evidence: Evidences\n"
        "class Quiz(Contract):\n"
        "    statements: Annotated[list[Statement], sized(STATEMENTS)]\n"
    )
    (folder / "spec.py").write_text(
        "from pathlib import Path\n"
        "from core.content_type import Checks, ContentType, Row\n"
        "from core.contract import limits_of\n"
        "from prompts.quiz import schema\n"
        "def rows(content, context):\n"
        "    return [Row(f'$.statements[{n}]', each)\n"
        "            for n, each in enumerate(content['statements'])]\n"
        "def compose(brief):\n"
        "    return {'statements': [\n"
        "        {'text': s.text, 'evidence': [{'passage_id': s.passage_id, 'quote': s.text}]}\n"
        "        for s in brief.analysis.sentences[:3]]}\n"
        "CONTENT_TYPE = ContentType(name='quiz', title='Quiz', summary='a throw-away quiz',\n"
        "    order=50, schema=schema.Quiz, limits=limits_of(schema),\n"
        "    folder=Path(__file__).parent, checks=Checks(rows=rows), compose=compose)\n"
    )
    (folder / "draft.md.j2").write_text(
        '{% extends "_shared/draft.md.j2" %}{% block task %}{{ limits.STATEMENTS }}{% endblock %}'
    )
    (folder / "view.md.j2").write_text(
        "{% for each in content.statements %}\n\n"
        "True or false: {{ each.text }}\n\n{{ evidence(each.evidence) }}\n{% endfor %}\n"
    )
