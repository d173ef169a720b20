"""Identifying the language of any text by a statistical model; for where function words do not do.

See ``services.nlp.function_words``, which settles most texts without loading a model.
"""

from __future__ import annotations

from functools import lru_cache
from threading import Lock
from typing import Any

_LOADING = Lock()


def likelihoods(text: str) -> dict[str, float]:
    """How likely the text is in each language the model knows (ISO 639-1); they sum to 1."""
    with _LOADING:  # texts are looked at side by side: one thread loads, the others wait
        identifier = _identifier()
    return {str(language): float(share) for language, share in identifier.rank(text)}


@lru_cache(maxsize=1)
def _identifier() -> Any:
    # Imported here: it brings numpy and its model, a quarter of a second that few need.
    from py3langid import langid  # noqa: PLC0415 # pyright: ignore[reportMissingTypeStubs]

    module: Any = langid  # the package has no types
    return module.LanguageIdentifier.from_model_file(module.MODEL_FILE, norm_probs=True)
