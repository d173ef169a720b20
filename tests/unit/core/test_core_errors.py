from __future__ import annotations

import pickle
from typing import TYPE_CHECKING

import pytest

import core.errors
from core.errors import CoursewrightError, InputError, RetryableModelError, SourceNotFoundError

if TYPE_CHECKING:
    from collections.abc import Iterator


def _tree(root: type[CoursewrightError]) -> Iterator[type[CoursewrightError]]:
    yield root
    for child in root.__subclasses__():
        yield from _tree(child)


ALL = sorted(set(_tree(CoursewrightError)), key=lambda error: error.__name__)


@pytest.mark.parametrize("kind", ALL)
def test_an_error_keeps_its_words_across_processes(kind: type[CoursewrightError]) -> None:
    """Message and hint survive pickling."""
    error = pickle.loads(pickle.dumps(kind("It broke.", hint="Mend it.")))  # noqa: S301 (ours)
    assert (type(error), error.message, error.hint) == (kind, "It broke.", "Mend it.")
    assert str(error) == "It broke. Mend it."


def test_every_error_has_a_code_of_its_own() -> None:
    """No two errors share a code: a program can tell them apart."""
    codes = [kind.code for kind in ALL]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("kind", ALL)
def test_the_drawn_tree_names_every_error(kind: type[CoursewrightError]) -> None:
    """The tree at the top of the module is complete."""
    assert kind.__name__ in (core.errors.__doc__ or "")


def test_what_a_person_can_mend_is_an_input_error() -> None:
    """A missing file is bad input, an unavailable model is not."""
    assert issubclass(SourceNotFoundError, InputError)
    assert not issubclass(RetryableModelError, InputError)
