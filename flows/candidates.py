"""Candidates made ready for judging: found, and checked as far as can be without a model."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2

from core.content_type import OUTLINE
from core.errors import InputError
from core.request import ContentRequest
from prompts.catalog import content_types, derived_types
from prompts.rendering import render_draft
from services.evaluation import golden_samples
from services.optimizer import TEMPLATE, check_candidate, in_place_of, read_candidates

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.content_type import ContentType

LENGTHS = {"minutes": 5, "pages": 3}
"""A template says more where the request asks for a length."""


def types_named(names: tuple[str, ...]) -> tuple[ContentType, ...]:
    """The content types named, or all; the outline is one of them.

    Raises:
        UnknownContentTypeError: A name is not a content type.
    """
    derived_types(names)  # refuses unknown names
    return tuple(each for name, each in content_types().items() if not names or name in names)


def candidates_from(place: str, names: tuple[str, ...]) -> dict[str, str]:
    """The candidates' text by content type, each checked.

    Args:
        place: A template for the one type named; or a folder with ``TYPE/draft.md.j2``, in which
            case no names stand for all that it holds.
        names: The content types wanted.

    Raises:
        UnknownContentTypeError: A name is not a content type.
        InputError: A candidate is missing, or could not take its template's place.
    """
    folder = Path(place)
    types = types_named(names)
    if not names and folder.is_dir():
        types = tuple(each for each in types if (folder / each.name / TEMPLATE).is_file())
        if not types:
            raise InputError(
                f"The folder {folder} holds no templates.",
                hint=f"They are expected as TYPE/{TEMPLATE}; see: coursewright types",
            )
    found = read_candidates(folder, [each.name for each in types])
    for each in types:
        check_template(each, found[each.name])
    return found


def current_template(content_type: ContentType) -> str:
    """The text of the template in use."""
    return (content_type.folder / TEMPLATE).read_text(encoding="utf-8")


def template_folders() -> tuple[Path, ...]:
    """The folders that hold the templates in use."""
    return tuple(sorted({each.folder.parent for each in content_types().values()}))


def check_template(content_type: ContentType, template: str) -> None:
    """Refuse a template that could not take the place of the type's own, and try it out.

    Raises:
        InputError: See `services.optimizer.check_candidate`; or it cannot be rendered.
    """
    check_candidate(content_type, current_template(content_type), template)
    with in_place_of(content_type, template) as candidate:
        try:
            _render(candidate)
        except (jinja2.TemplateError, TypeError, ValueError) as error:
            raise InputError(
                f"The candidate for {content_type.name} cannot be rendered: {error}.",
                hint="Correct the candidate.",
            ) from error


def _render(content_type: ContentType) -> None:
    for golden in golden_samples():
        for lengths in ({}, LENGTHS):
            request = ContentRequest.model_validate({"source": golden.reference, **lengths})
            outline: Mapping[str, Any] = {} if content_type.name == OUTLINE else golden.outline
            render_draft(content_type, "", request, "en", outline)
