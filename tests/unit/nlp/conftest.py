"""Sources for the language engine's tests, cut into passages here, apart from the ingest."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from core.source import Passage
from services.nlp import analyse

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.analysis import Analysis

EXAMPLES = Path(__file__).parents[3] / "examples"


class Read(NamedTuple):
    """A source's passages and what was found in them."""

    passages: tuple[Passage, ...]
    analysis: Analysis


def passages_of(text: str) -> tuple[Passage, ...]:
    """One passage for each paragraph, with the Markdown headings above it as its path."""
    path: tuple[str, ...] = ()
    found: list[Passage] = []
    for match in re.finditer(r"[^\n]+(?:\n[^\n]+)*", text):
        heading = re.fullmatch(r"(#+) (.*)", match.group())
        if heading:
            path = (*path[: len(heading[1]) - 1], heading[2])
            continue
        found.append(
            Passage(
                id=f"p{len(found) + 1:04d}",
                start=match.start(),
                end=match.end(),
                text=match.group(),
                heading_path=path,
            )
        )
    return tuple(found)


def read_text(text: str, language: str = "en", title: str = "A title") -> Read:
    """A text's passages and analysis."""
    passages = passages_of(text)
    return Read(passages, analyse(passages, title, language))


@cache
def read_example(name: str, title: str, language: str) -> Read:
    """An example source's passages and analysis, made once."""
    return read_text((EXAMPLES / name).read_text(encoding="utf-8"), language, title)


@pytest.fixture(name="read")
def fixture_read() -> Callable[..., Read]:
    """Reads a text: ``read(text, language="en", title="A title")``."""
    return read_text


@pytest.fixture(name="example")
def fixture_example() -> Callable[..., Read]:
    """Reads an example source: ``example(name, title, language)``."""
    return read_example
