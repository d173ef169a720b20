from __future__ import annotations

from pathlib import Path

import pytest

import prompts
from core.errors import SettingsError, UnknownContentTypeError
from core.settings import settings
from prompts.catalog import content_types, derived_types, outline_type


def test_every_folder_with_a_spec_is_a_content_type() -> None:
    """Discovery finds each folder, under its own name, the outline first."""
    folders = {spec.parent.name for spec in Path(prompts.__path__[0]).glob("*/spec.py")}
    assert set(content_types()) == folders
    assert next(iter(content_types())) == "outline"
    assert outline_type().name == "outline"


def test_wanted_types_keep_the_catalogs_order() -> None:
    """The order of the request does not matter; none named means all."""
    names = [each.name for each in derived_types(("flashcards", "faqs"))]
    assert names == ["faqs", "flashcards"]
    assert len(derived_types()) == len(content_types()) - 1


def test_the_outline_may_be_named() -> None:
    """It is always made: named alone nothing is derived, named beside others it changes nothing."""
    assert derived_types(("outline",)) == ()
    assert [each.name for each in derived_types(("faqs", "outline"))] == ["faqs"]


def test_an_unknown_type_is_named_with_the_choices() -> None:
    """The error says which name is wrong and what there is."""
    with pytest.raises(UnknownContentTypeError, match="quizz") as caught:
        derived_types(("faqs", "quizz"))
    assert "flashcards" in caught.value.hint


def test_a_missing_folder_of_own_types_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """A setting that names no folder is said at once, not found as "no such type" later."""
    monkeypatch.setenv("COURSEWRIGHT_CONTENT_TYPES_FOLDER", "/nowhere/at/all")
    settings.cache_clear()
    content_types.cache_clear()
    with pytest.raises(SettingsError, match="/nowhere/at/all"):
        content_types()
