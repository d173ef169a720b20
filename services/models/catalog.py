"""From a model's name to the model: the embedded one, or any that Pydantic AI knows."""

from __future__ import annotations

import importlib
import importlib.util
from typing import TYPE_CHECKING

from core.errors import UnknownModelError, UnsupportedSourceError
from core.request import EMBEDDED_MODEL, LANGUAGES
from core.settings import settings
from core.source import SourceKind

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pydantic_ai.models import Model

    from core.content_type import ContentType
    from core.source import Source

    Catalog = Callable[[], Mapping[str, ContentType]]
    ModelFactory = Callable[[Catalog], Model]

_PACKAGES = {
    "google": "google.genai",
    "google-cloud": "google.genai",
    "openai": "openai",
    "ollama": "openai",
}
"""The client library each provider's models need, and which the ``models`` extra installs."""

_registered: dict[str, ModelFactory] = {}
_resolved: dict[str, Model] = {}


def register_model(name: str, factory: ModelFactory) -> None:
    """Make a model of one's own known under ``name``."""
    _registered[name] = factory
    _resolved.pop(name, None)


def check_model(name: str) -> None:
    """Raise `UnknownModelError` when no model can have this name; imports no client library."""
    if name == EMBEDDED_MODEL or name in _registered:
        return
    provider, colon, model = name.partition(":")
    if not (provider and colon and model):
        raise UnknownModelError(
            f"There is no model {name!r}.",
            hint=f'Use "{EMBEDDED_MODEL}", or PROVIDER:MODEL ("google-cloud:gemini-2.5-pro").',
        )
    package = _PACKAGES.get(provider)
    if package is not None and not _importable(package):
        raise UnknownModelError(
            f"The model {name!r} needs the package {package.partition('.')[0]}.",
            hint='Install the real models with: pip install "coursewright[models]".',
        )


def check_source(model: str, source: Source, wanted: str) -> None:
    """Raise when the model cannot write in the language ``wanted`` (ISO 639-1) from this source.

    Only the embedded model is bound: it quotes, so it needs a text and does not translate.

    Raises:
        UnsupportedSourceError: A bare topic, or a language it does not read or would translate to.
    """
    if model != EMBEDDED_MODEL:
        return
    if source.kind is SourceKind.TOPIC:
        raise UnsupportedSourceError(
            "A bare topic works only with a language model; the embedded model writes from a text.",
            hint="Give a file, a web address, or a text on standard input (-).",
        )
    language = source.language
    if language not in LANGUAGES:
        raise UnsupportedSourceError(
            f"The embedded model does not read the source's language ({language!r}).",
            hint=f"It reads {', '.join(LANGUAGES)}; use a language model for others (--model).",
        )
    if wanted != language:
        raise UnsupportedSourceError(
            f"The source is in {language!r}, and the embedded model cannot write in {wanted!r}.",
            hint="It does not translate: leave --language out, or use a language model (--model).",
        )


def fallbacks_of(model: str) -> tuple[str, ...]:
    """The models that are asked in turn when ``model`` is down; the embedded one never is."""
    if model == EMBEDDED_MODEL:
        return ()
    return tuple(name for name in settings().fallback_models if name != model)


def resolve_model(name: str, catalog: Catalog) -> Model:
    """The model with this name; one object a process.

    Args:
        name: The model's name.
        catalog: Gives the content types by name; a function of a module.

    Raises:
        UnknownModelError: No such model, or its provider is not installed or configured.
    """
    if name not in _resolved:
        _resolved[name] = _make(name, catalog)
    return _resolved[name]


def _make(name: str, catalog: Catalog) -> Model:
    check_model(name)
    if name in _registered:
        return _registered[name](catalog)
    if name == EMBEDDED_MODEL:
        # Late: the language tools and Pydantic AI are for the process that makes the calls.
        from services.models.extractive import extractive_model  # noqa: PLC0415 (late, see above)

        return extractive_model(catalog())
    # Late: a provider's client library costs seconds, and the embedded model needs none.
    from pydantic_ai.exceptions import UserError  # noqa: PLC0415 (late, see above)
    from pydantic_ai.models import infer_model  # noqa: PLC0415 (late, see above)

    try:
        return infer_model(name)
    except (UserError, ImportError, ValueError, *_credential_errors()) as error:
        raise UnknownModelError(
            f"The model {name!r} cannot be used: {str(error).splitlines()[0]}",
            hint="Check its name, and that its key or project is set in the environment.",
        ) from error


def _credential_errors() -> tuple[type[Exception], ...]:
    """What Google's client raises when it finds no credentials, where it is installed."""
    if not _importable("google.auth.exceptions"):
        return ()
    return (importlib.import_module("google.auth.exceptions").GoogleAuthError,)


def _importable(package: str) -> bool:
    try:
        return importlib.util.find_spec(package) is not None
    except ModuleNotFoundError:
        return False
