"""From a model's name to the model: the embedded one, or any that Pydantic AI knows."""

from __future__ import annotations

import importlib
import importlib.util
import threading
from typing import TYPE_CHECKING

from core.errors import (
    SettingsError,
    UnknownContentTypeError,
    UnknownModelError,
    UnsupportedSourceError,
)
from core.request import EMBEDDED_MODEL, LANGUAGES
from core.settings import settings
from core.source import SourceKind
from services.models.providers import PROVIDERS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from pydantic_ai.models import Model

    from core.content_type import ContentType
    from core.request import ContentRequest
    from core.settings import Settings
    from core.source import Source

    Catalog = Callable[[], Mapping[str, ContentType]]
    ModelFactory = Callable[[Catalog], Model]

_registered: dict[str, ModelFactory] = {}
_resolved: dict[str, tuple[Settings, Model]] = {}
_resolving = threading.RLock()


def register_model(name: str, factory: ModelFactory) -> None:
    """Make a model of one's own known under ``name``."""
    _registered[name] = factory
    _resolved.pop(name, None)


def check_model(name: str) -> None:
    """Raise `UnknownModelError` when no model has this name, or the settings lack something for it.

    Nothing is asked over the network; for the best known providers no client library is imported.
    """
    if name == EMBEDDED_MODEL or name in _registered:
        return
    named, colon, model = name.partition(":")
    if not (named and colon and model):
        raise UnknownModelError(
            f"There is no model {name!r}.",
            hint=f'Use "{EMBEDDED_MODEL}", or PROVIDER:MODEL ("google-cloud:gemini-2.5-pro").',
        )
    provider = PROVIDERS.get(named)
    if provider is None:
        _infer(name)
        return
    if not _importable(provider.package):
        raise UnknownModelError(
            f"The model {name!r} needs the package {provider.package.partition('.')[0]}.",
            hint='Install the real models with: pip install "coursewright[models]".',
        )
    try:
        provider.check(settings())
    except UnknownModelError as error:
        raise UnknownModelError(
            f"The model {name!r} cannot be used. {error.message}", hint=error.hint
        ) from error


def check_models(models: Iterable[str], content_types: Collection[str]) -> None:
    """Look through what the settings say of models, before anything is made.

    Args:
        models: Names of the models that will be asked; their fallbacks are looked at too.
        content_types: Names of the content types there are.

    Raises:
        SettingsError: The settings name a content type that does not exist.
        UnknownModelError: A model cannot be used as the settings are.
    """
    for name in settings().by_type:
        if name not in content_types:
            raise SettingsError(
                f"COURSEWRIGHT_BY_TYPE names the content type {name!r}, which does not exist.",
                hint=f"Content types are: {', '.join(sorted(content_types))}.",
            )
    for model in dict.fromkeys([*models, *settings().models_by_type.values()]):
        for name in (model, *fallbacks_of(model)):
            check_model(name)


def check_request(request: ContentRequest, content_types: Collection[str]) -> None:
    """Look through what a request, and the settings, say of models.

    Raises:
        SettingsError: As `check_models`.
        UnknownContentTypeError: It names a model for a content type that does not exist.
        UnknownModelError: A model cannot be used as the settings are.
    """
    for name in request.models:
        if name not in content_types:
            raise UnknownContentTypeError(
                f"A model is named for the content type {name!r}, which does not exist.",
                hint=f"Content types are: {', '.join(sorted(content_types))}.",
            )
    check_models([request.model, *request.models.values()], content_types)


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
    """The model with this name; one object a process, as long as the settings are the same.

    It is for one event loop after the other, entered on each (see `services.models.session`), and
    not for two at a time.

    Args:
        name: The model's name.
        catalog: Gives the content types by name; a function of a module.

    Raises:
        UnknownModelError: No such model, or its provider is not installed or configured.
    """
    with _resolving:
        made = _resolved.get(name)
        if made is None or made[0] is not settings():
            made = _resolved[name] = (settings(), _make(name, catalog))
        return made[1]


def _make(name: str, catalog: Catalog) -> Model:
    check_model(name)
    if name in _registered:
        return _registered[name](catalog)
    if name == EMBEDDED_MODEL:
        # Late: the language tools and Pydantic AI are for the process that makes the calls.
        from services.models.extractive import extractive_model  # noqa: PLC0415 (late, see above)

        return extractive_model(catalog())
    named, _, model = name.partition(":")
    provider = PROVIDERS.get(named)
    if provider is None:
        return _infer(name)
    try:
        return provider.build(model, settings())
    except (ImportError, ValueError, *_credential_errors()) as error:
        raise _unusable(name, error) from error


def _infer(name: str) -> Model:
    """Any model that Pydantic AI knows; its provider reads the environment."""
    # Late: a provider's client library costs seconds, and the embedded model needs none.
    from pydantic_ai.exceptions import UserError  # noqa: PLC0415 (late, see above)
    from pydantic_ai.models import infer_model  # noqa: PLC0415 (late, see above)

    try:
        return infer_model(name)
    except (UserError, ImportError, ValueError, *_credential_errors()) as error:
        raise _unusable(name, error) from error


def _unusable(name: str, error: Exception) -> UnknownModelError:
    return UnknownModelError(
        f"The model {name!r} cannot be used: {str(error).splitlines()[0]}",
        hint="Check its name, and that its key or project is set in the environment.",
    )


def _credential_errors() -> tuple[type[Exception], ...]:
    """What the client libraries raise when they find no credentials, where they are installed."""
    names = (("google.auth.exceptions", "GoogleAuthError"), ("openai", "OpenAIError"))
    return tuple(
        getattr(importlib.import_module(module), name)
        for module, name in names
        if _importable(module)
    )


def _importable(package: str) -> bool:
    try:
        return importlib.util.find_spec(package) is not None
    except ModuleNotFoundError:
        return False
