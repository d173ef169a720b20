"""What a person typed for a source and its options, made into a request or a one-line error."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from pydantic import ValidationError

from core.errors import InputError, UnknownContentTypeError, UnknownModelError
from core.request import ContentRequest
from core.settings import settings
from core.source import SourceReference
from prompts.catalog import content_types, derived_types, outline_type
from services.models import check_model, check_source, fallbacks_of
from services.sources import check_reference, store_blob, topic_source

STANDARD_INPUT = "-"
TOPIC = "topic:"
SHOWN_CHARACTERS = 60
_DURATION = re.compile(r"(?P<number>\d{1,6}(\.\d+)?)(?P<unit>[smhd])")
_UNIT_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}
OPTIONS: dict[int | str, str] = {"output": "out", "budget_usd": "budget", "models": "model"}
"""Options that have another name than the request's field."""


def source_reference(source: str, command: str) -> SourceReference:
    """The source a person named: a path, an address, "-" or "topic:…".

    Raises:
        InputError: It names nothing.
    """
    if source.startswith("-") and source != STANDARD_INPUT:
        raise InputError(f"Unknown option: {source}.", hint=f"See: coursewright {command} --help")
    if not source.strip():
        raise InputError("No source was given.", hint="Give a file, a web address, or -.")
    if source == STANDARD_INPUT:
        return store_blob(
            sys.stdin.buffer.read(settings().source_max_bytes + 1), "stdin", settings()
        )
    try:
        if source.startswith(TOPIC):
            return SourceReference(topic=source.removeprefix(TOPIC).strip())
        if "://" in source:
            return SourceReference(address=source)
        return SourceReference(path=str(expanded(source).absolute()))
    except ValidationError as error:
        raise _refused("The source", error, command) from error


def check_source_reference(request: ContentRequest) -> None:
    """Say what can be said about the source before it is read.

    Raises:
        SourceError: It cannot be read, or not by a model that is asked for.
    """
    if request.source.topic is None:
        check_reference(request.source, settings())
        return
    topic = topic_source(request.source.topic)
    for model in models_of(request):
        check_source(model, topic, request.language or topic.language)


def wanted_types(types: str | None) -> tuple[str, ...]:
    """The content types of ``--types``, which all exist; none when it was not given.

    Raises:
        UnknownContentTypeError: One does not exist, or the option names none.
    """
    if types is None:
        return ()
    names = tuple(name.strip().replace("-", "_") for name in types.split(",") if name.strip())
    if not names:
        raise UnknownContentTypeError(
            "--types names no content type.", hint="See: coursewright types"
        )
    derived_types(names)
    return names


def seconds_of(duration: str | None) -> float | None:
    """The seconds of a duration like 45s, 30m, 12h or 7d; None of None.

    Raises:
        InputError: It is none.
    """
    if duration is None:
        return None
    match = _DURATION.fullmatch(duration.strip())
    if match is None:
        raise InputError(
            f"{duration!r} is no duration.", hint="Give a number and a unit: 45s, 30m, 12h or 7d."
        )
    return float(match["number"]) * _UNIT_SECONDS[match["unit"]]


def wanted_models(named: list[str] | None) -> tuple[str, dict[str, str]]:
    """The model, and other models by content type, of ``--model NAME`` and ``--model TYPE=NAME``.

    The settings' models by type count only when the option was not given at all. Whether the
    models can be used is not looked at.

    Raises:
        UnknownContentTypeError: There is no such type.
        UnknownModelError: No model can have this name, or two were named for the same.
    """
    if not named:
        model, by_type = settings().model, settings().models_by_type
    else:
        model, by_type = _parsed(named)
    for each in {model, *by_type.values()}:
        if ":" not in each:
            check_model(each)
    return model, by_type


def models_of(request: ContentRequest) -> list[str]:
    """The models that the request's content types, the outline among them, are made with."""
    types = (outline_type(), *derived_types(request.types))
    return sorted({request.model_for(each.name) for each in types})


def all_models_of(request: ContentRequest) -> list[str]:
    """`models_of`, and the models that are asked when one of those is down."""
    models = models_of(request)
    return sorted({*models, *(other for model in models for other in fallbacks_of(model))})


def make_request(command: str, **wanted: object) -> ContentRequest:
    """The request; options that were not given keep the request's own defaults.

    Raises:
        InputError: One is out of bounds.
    """
    given = {name: value for name, value in wanted.items() if value is not None}
    try:
        return ContentRequest.model_validate(given)
    except ValidationError as error:
        raise _refused(None, error, command) from error


def expanded(path: str) -> Path:
    """The path with ``~`` replaced."""
    try:
        return Path(path).expanduser()
    except RuntimeError:  # "~nobody-of-that-name"
        return Path(path)


def _parsed(named: list[str]) -> tuple[str, dict[str, str]]:
    general: list[str] = []
    by_type: dict[str, str] = {}
    for each in named:
        left, equals, right = each.partition("=")
        content_type = left.strip().replace("-", "_")
        if not equals or ":" in left:  # a model's name may hold an equals sign
            general.append(each)
        elif content_type in by_type:
            raise UnknownModelError(f"--model names two models for {content_type}.")
        else:
            _check_type(content_type)
            by_type[content_type] = right.strip()
    if len(general) > 1:
        raise UnknownModelError(
            f"--model names two models: {general[0]} and {general[1]}.",
            hint="Name one for all, and others for some content types: --model faqs=NAME.",
        )
    return (general[0] if general else settings().model), by_type


def _check_type(name: str) -> None:
    if name not in content_types():
        raise UnknownContentTypeError(
            f"There is no content type {name!r} to name a model for.",
            hint=f"Choose from: {', '.join(content_types())}.",
        )


def _refused(what: str | None, error: ValidationError, command: str) -> InputError:
    """The error for a value out of bounds. ``what`` it is; the option by its name when None."""
    first = error.errors()[0]
    name = what or f"--{OPTIONS.get(first['loc'][0], first['loc'][0])}"
    if first["type"] == "string_unicode":
        return InputError(
            f"{name} holds bytes that are not UTF-8: {first['input']!r}.", hint="Rename it."
        )
    value = repr(first["input"])
    if len(value) > SHOWN_CHARACTERS:
        value = f"{value[:SHOWN_CHARACTERS]}…"
    return InputError(
        f"{name} cannot be {value}: {first['msg'].lower()}.",
        hint=f"See: coursewright {command} --help",
    )
