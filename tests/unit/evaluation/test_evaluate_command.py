from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from cli.evaluate import evaluate
from cli.optimize import optimize
from core.errors import (
    InputError,
    OutputError,
    SettingsError,
    UnknownContentTypeError,
    UnknownModelError,
    UnknownPriceError,
)
from core.settings import settings
from flows.candidates import current_template
from prompts.catalog import content_types

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def candidate(tmp_path: Path) -> str:
    """A candidate for the FAQs that can be used."""
    file = tmp_path / "candidate.md.j2"
    file.write_text(current_template(content_types()["faqs"]))
    return str(file)


@pytest.mark.parametrize(
    ("options", "kind", "said"),
    [
        ({"types": "quizzes"}, UnknownContentTypeError, "quizzes"),
        ({"types": " , "}, UnknownContentTypeError, "names no content type"),
        ({"model": "nobody"}, UnknownModelError, "nobody"),
        ({"model": "ollama:x", "budget": 1.0}, UnknownPriceError, "ollama:x"),
        ({"model": "ollama:" + "x" * 200}, InputError, "model"),
        ({"budget": -1.0}, InputError, "budget_usd"),
        ({"templates": "/nowhere at all"}, InputError, "cannot be read: No such file"),
        ({"templates": "~nobody-of-that-name", "types": "faqs"}, InputError, "cannot be read"),
    ],
)
def test_what_cannot_be_evaluated_is_said_at_once(
    options: dict[str, Any], kind: type[InputError], said: str
) -> None:
    """Every wrong option is an input error before a server is started."""
    with pytest.raises(kind) as raised:
        evaluate(**options)
    assert said in raised.value.message
    assert "\n" not in str(raised.value)


def test_a_candidate_comes_from_one_place(candidate: str, tmp_path: Path) -> None:
    """Neither of --candidate and --vertex, or both, is an error that names them."""
    out = str(tmp_path / "out")
    for options in ({}, {"candidate": candidate, "vertex": True}):
        with pytest.raises(InputError, match="--candidate and --vertex"):
            optimize("faqs", out=out, **options)


def test_an_optimisation_that_cannot_be_is_said_at_once(
    candidate: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder that holds something or templates, one file for two types, no project."""
    with pytest.raises(OutputError, match="not empty"):
        optimize("faqs", out=str(tmp_path), candidate=candidate)
    templates = content_types()["faqs"].folder.parent
    with pytest.raises(OutputError, match="templates in use"):
        optimize("faqs", out=str(templates / "new"), candidate=candidate)
    with pytest.raises(InputError, match="2 content types"):
        optimize("faqs", "one-pager", out=str(tmp_path / "out"), candidate=candidate)
    monkeypatch.delenv("GOOGLE_CLOUD_PROJECT", raising=False)
    settings.cache_clear()
    with pytest.raises(SettingsError, match="project"):
        optimize(out=str(tmp_path / "out"), vertex=True)
    assert not (tmp_path / "out").exists()
