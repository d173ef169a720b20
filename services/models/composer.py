"""The embedded model's own process: reads prompts, composes answers from the passages in them.

Classical language processing: no key, no network, no randomness. A process of its own, because
reading a long source takes seconds of CPU that an event loop does not have, and because its
imports then overlap those of the process that asks.

Protocol: one JSON document a line. In: a prompt's text. Out: ``{"answer": text}`` or
``{"refused": message, "hint": hint}``. It ends when its input ends.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import os
import sys
from typing import TYPE_CHECKING, Any

from core.analysis import Analysis, Brief
from core.errors import InsufficientSourceError, ModelRefusedError
from services.models.prompt_reader import PromptReader
from services.nlp import analyse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from core.content_type import ContentType

ANALYSES_KEPT = 4
"""A pack reads one source; several packs at once read a few."""


class Composer:
    """Answers prompts; remembers its reading of the last few sources.

    Args:
        content_types: The content types by name; each knows how it is composed.
    """

    def __init__(self, content_types: Mapping[str, ContentType]) -> None:
        self._content_types = content_types
        self._analyses: dict[str, Analysis] = {}

    def answer(self, prompt: str) -> str:
        """The answer to a prompt, as JSON.

        Raises:
            ModelRefusedError: The prompt asks for something the embedded model cannot do.
        """
        reader = PromptReader(prompt)
        task = reader.value("task")
        content_type = self._content_types.get(task.get("content_type", ""))
        if content_type is None or task.get("step") != "draft":
            raise ModelRefusedError(
                "The embedded model only drafts the known content types.",
                hint="Use a language model for anything else (--model).",
            )
        request = reader.value("request")
        brief = Brief(
            analysis=self._analysis(reader, request),
            audience=request["audience"],
            difficulty=request["difficulty"],
            tone=request["tone"],
            minutes=task.get("minutes"),
            outline=reader.value("outline"),
        )
        return json.dumps(_compose(content_type, brief), ensure_ascii=False)

    def _analysis(self, reader: PromptReader, request: dict[str, Any]) -> Analysis:
        identity = f"{request['language']}\0{request['title']}\0{reader.block('source')}"
        key = hashlib.sha256(identity.encode()).hexdigest()
        if key not in self._analyses:
            while len(self._analyses) >= ANALYSES_KEPT:
                self._analyses.pop(next(iter(self._analyses)))
            self._analyses[key] = analyse(reader.passages(), request["title"], request["language"])
        return self._analyses[key]


def _compose(content_type: ContentType, brief: Brief) -> dict[str, Any]:
    try:
        return content_type.compose(brief)
    except InsufficientSourceError as error:
        # The same words any model uses to say so: see prompts/_shared/instructions.md.j2.
        return {"insufficient_source": error.message}


def respond(composer: Composer, line: bytes) -> bytes:
    """One line of the protocol for one line."""
    try:
        reply = {"answer": composer.answer(json.loads(line))}
    except ModelRefusedError as error:
        reply = {"refused": error.message, "hint": error.hint}
    return json.dumps(reply).encode() + b"\n"


def main(catalog: str) -> None:
    """Answer prompts until there are no more.

    Args:
        catalog: ``module:function`` that gives the content types by name. Named from outside,
            because a service does not know the prompts.
    """
    # What a library prints must not reach the protocol's channel.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    sys.stdout = sys.stderr
    module, _, function = catalog.partition(":")
    composer = Composer(getattr(importlib.import_module(module), function)())
    with answers:
        for line in sys.stdin.buffer:
            answers.write(respond(composer, line))
            answers.flush()


if __name__ == "__main__":
    main(sys.argv[1])
