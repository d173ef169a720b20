"""The embedded model: no key, no network, no randomness.

It reads the prompt like any other model, and composes its answer from the passages in it with
classical language processing.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
import threading
from typing import TYPE_CHECKING, Any

from pydantic_ai.messages import ModelRequest, ModelResponse, TextPart, UserPromptPart
from pydantic_ai.models.function import AgentInfo, FunctionModel

from core.analysis import Analysis, Brief
from core.errors import InsufficientSourceError, ModelRefusedError
from core.request import EMBEDDED_MODEL
from services.models.prompt_reader import PromptReader
from services.nlp import analyse

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pydantic_ai.messages import ModelMessage

    from core.content_type import ContentType

_DIGEST = re.compile(r"digest-\d+")
"""The step in which a part of a long source is digested."""

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
        self._reading = threading.Lock()

    def answer(self, prompt: str) -> str:
        """The answer to a prompt, as JSON.

        Raises:
            ModelRefusedError: The prompt asks for something the embedded model cannot do.
        """
        reader = PromptReader(prompt)
        task = reader.value("task")
        compose = self._composition(task.get("content_type", ""), task.get("step", ""))
        request = reader.value("request")
        brief = Brief(
            analysis=self._analysis(reader, request),
            audience=request["audience"],
            difficulty=request["difficulty"],
            tone=request["tone"],
            minutes=task.get("minutes"),
            outline=reader.value("outline"),
            pages=task.get("pages"),
        )
        return json.dumps(_compose(compose, brief), ensure_ascii=False)

    def _composition(self, name: str, step: str) -> Callable[[Brief], dict[str, Any]]:
        """How this step of a content type is composed."""
        content_type = self._content_types.get(name)
        if content_type is not None and step == "draft":
            return content_type.compose
        if content_type is not None and content_type.digest and _DIGEST.fullmatch(step):
            return content_type.digest.compose
        raise ModelRefusedError(
            "The embedded model only drafts the known content types.",
            hint="Use a language model for anything else (--model).",
        )

    def _analysis(self, reader: PromptReader, request: dict[str, Any]) -> Analysis:
        identity = f"{request['language']}\0{request['title']}\0{reader.block('source')}"
        key = hashlib.sha256(identity.encode()).hexdigest()
        # Prompts of one pack come side by side: the first reads the source for all of them.
        with self._reading:
            if key not in self._analyses:
                while len(self._analyses) >= ANALYSES_KEPT:
                    self._analyses.pop(next(iter(self._analyses)))
                self._analyses[key] = analyse(
                    reader.passages(), request["title"], request["language"]
                )
            return self._analyses[key]


def _compose(compose: Callable[[Brief], dict[str, Any]], brief: Brief) -> dict[str, Any]:
    try:
        return compose(brief)
    except InsufficientSourceError as error:
        # The same words any model uses to say so: see prompts/_shared/instructions.md.j2.
        return {"insufficient_source": error.message}


def extractive_model(content_types: Mapping[str, ContentType]) -> FunctionModel:
    """The embedded model as a Pydantic AI model."""
    composer = Composer(content_types)

    async def extract(messages: list[ModelMessage], _info: AgentInfo) -> ModelResponse:
        prompts = [
            part.content
            for message in messages
            if isinstance(message, ModelRequest)
            for part in message.parts
            if isinstance(part, UserPromptPart) and isinstance(part.content, str)
        ]
        text = await asyncio.to_thread(composer.answer, prompts[-1])
        return ModelResponse(
            parts=[TextPart(text)], model_name=EMBEDDED_MODEL, finish_reason="stop"
        )

    return FunctionModel(extract, model_name=EMBEDDED_MODEL)
