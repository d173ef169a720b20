"""Fixtures that every test may use."""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from core.request import ContentRequest
from core.settings import Settings, prefect_environment, set_environment, settings
from core.source import Passage, Source, SourceKind, SourceReference

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence


_PREFECT_HOME = tempfile.TemporaryDirectory(prefix="coursewright-tests-")


def pytest_configure() -> None:
    """Prefect reads its environment once, at import: before any test it has a home of its own."""
    set_environment(
        prefect_environment(Settings(home=Path(_PREFECT_HOME.name), PREFECT_API_URL=None))
        | {"PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL"},
        without_prefix="PREFECT_",
    )


def pytest_unconfigure() -> None:
    """Nothing is left behind."""
    _PREFECT_HOME.cleanup()


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Generator[Path]:
    """Every test has a data folder of its own, with a space in its path."""
    home = tmp_path / "data home"
    monkeypatch.setenv("COURSEWRIGHT_HOME", str(home))
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    settings.cache_clear()
    yield home
    settings.cache_clear()


@pytest.fixture
def make_source() -> Callable[..., Source]:
    """Makes a source whose passages are the paragraphs given."""

    def make(paragraphs: Sequence[str], language: str = "en", title: str = "A source") -> Source:
        text = "\n\n".join(paragraphs)
        passages: list[Passage] = []
        start = 0
        for number, paragraph in enumerate(paragraphs, start=1):
            end = start + len(paragraph)
            passages.append(Passage(id=f"p{number:04}", start=start, end=end, text=paragraph))
            start = end + 2
        return Source(
            title=title,
            kind=SourceKind.TEXT,
            origin="test",
            language=language,
            text=text,
            sha256=hashlib.sha256(text.encode()).hexdigest(),
            passages=tuple(passages),
        )

    return make


@pytest.fixture
def request_of() -> Callable[..., ContentRequest]:
    """Makes a request; what is not given has the request's own default."""

    def make(**wanted: object) -> ContentRequest:
        return ContentRequest.model_validate({"source": SourceReference(topic="abc"), **wanted})

    return make
