from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from core.errors import SourceNotFoundError
from core.request import BaseVersion, ContentRequest, DifficultyLevel
from core.settings import settings
from core.source import SourceReference
from prompts.catalog import content_types
from prompts.digests import prompt_digests
from services.versions.identity import pack_identity, request_fingerprint

if TYPE_CHECKING:
    from pathlib import Path

OTHER_WISHES: dict[str, Any] = {
    "audience": "nurses",
    "difficulty": DifficultyLevel.ADVANCED,
    "language": "de",
    "tone": "formal",
    "minutes": 3,
    "pages": 2,
    "model": "openai:gpt-5-mini",
    "models": {"faqs": "openai:gpt-5-mini"},
    "tenant": "other",
    "base": BaseVersion(version_id="0" * 64),
    "source": SourceReference(topic="Bees and their honey"),
}
SAME_WISHES: dict[str, Any] = {
    "budget_usd": 1.0,
    "use_cache": False,
    "max_age_seconds": 60.0,
    "output": "/elsewhere",
}
TYPES = list(content_types().values())
DIGESTS = prompt_digests(TYPES)


@pytest.fixture
def request_of(tmp_path: Path) -> ContentRequest:
    """A request about a file."""
    (tmp_path / "bees.md").write_text("Bees make honey.")
    return ContentRequest(source=SourceReference(path=str(tmp_path / "bees.md")))


def fingerprint(request: ContentRequest) -> str:
    """Of a request for all types."""
    return request_fingerprint(request, TYPES, DIGESTS)


def test_the_fingerprint_is_exhaustive() -> None:
    """Every field of a request is either part of what is wanted, or known not to be."""
    assert {*OTHER_WISHES, *SAME_WISHES, "types"} == set(ContentRequest.model_fields)


@pytest.mark.parametrize("field", OTHER_WISHES)
def test_another_wish_is_another_fingerprint(request_of: ContentRequest, field: str) -> None:
    """A stored pack never answers a request that wants something else."""
    other = request_of.model_copy(update={field: OTHER_WISHES[field]})
    assert fingerprint(other) != fingerprint(request_of)


@pytest.mark.parametrize("field", SAME_WISHES)
def test_how_it_is_made_is_no_wish(request_of: ContentRequest, field: str) -> None:
    """Where a pack goes, what it may cost and how old it may be do not tell requests apart."""
    other = request_of.model_copy(update={field: SAME_WISHES[field]})
    assert fingerprint(other) == fingerprint(request_of)


def test_fewer_types_are_another_fingerprint(request_of: ContentRequest) -> None:
    """A pack of all types does not answer a request for some."""
    some = request_fingerprint(request_of, TYPES[:3], DIGESTS)
    assert some != fingerprint(request_of)


@pytest.mark.parametrize("name", DIGESTS)
def test_an_edited_prompt_is_another_fingerprint(request_of: ContentRequest, name: str) -> None:
    """What an older prompt made does not answer for the edited one."""
    edited = DIGESTS | {name: "edited"}
    assert request_fingerprint(request_of, TYPES, edited) != fingerprint(request_of)


def test_other_options_of_the_model_are_another_fingerprint(
    request_of: ContentRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A setting that shapes answers tells requests apart."""
    before = fingerprint(request_of)
    monkeypatch.setenv("COURSEWRIGHT_TEMPERATURE", "0.9")
    settings.cache_clear()
    assert fingerprint(request_of) != before


def test_a_source_is_its_bytes(request_of: ContentRequest, tmp_path: Path) -> None:
    """The same bytes elsewhere are the same source; an edit makes another one."""
    (tmp_path / "copy.md").write_text("Bees make honey.")
    copy = request_of.model_copy(update={"source": SourceReference(path=str(tmp_path / "copy.md"))})
    before = fingerprint(request_of)
    assert fingerprint(copy) == before
    (tmp_path / "bees.md").write_text("Bees make wax.")
    assert fingerprint(request_of) != before


def test_an_edited_source_is_the_same_pack(request_of: ContentRequest, tmp_path: Path) -> None:
    """Its versions follow one another; another audience has a pack of its own."""
    before = pack_identity(request_of)
    (tmp_path / "bees.md").write_text("Bees make wax.")
    assert pack_identity(request_of) == before
    assert pack_identity(request_of.model_copy(update={"audience": "nurses"})) != before


def test_a_missing_source_is_said(tmp_path: Path) -> None:
    """A request about a file that is gone has no fingerprint, and the error names the file."""
    gone = ContentRequest(source=SourceReference(path=str(tmp_path / "gone.md")))
    with pytest.raises(SourceNotFoundError, match=r"gone\.md cannot be read"):
        fingerprint(gone)
