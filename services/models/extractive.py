"""The embedded model: no key, no network, no randomness.

It reads the prompt like any other model, and composes its answer from the passages in it with
classical language processing.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
from typing import TYPE_CHECKING, Any

from core.analysis import Analysis, Brief
from core.errors import InsufficientSourceError, ModelRefusedError
from core.request import EMBEDDED_MODEL
from core.source import Passage

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic_ai.messages import ModelMessage
    from pydantic_ai.models.function import AgentInfo, FunctionModel

    from core.content_type import ContentType

ANALYSES_KEPT = 4
"""A pack reads one source; a batch on one loop reads a few at once."""


class PromptReader:
    """The data blocks of a prompt (see ``prompts/_shared/draft.md.j2``).

    Args:
        text: The prompt's user turn.
    """

    def __init__(self, text: str) -> None:
        self._text = text

    def block(self, name: str) -> str:
        """What stands between the tags ``name``, or an empty string."""
        found = re.search(rf"^<{name}>\n(.*?)\n</{name}>$", self._text, re.MULTILINE | re.DOTALL)
        return found.group(1) if found else ""

    def value(self, name: str) -> dict[str, Any]:
        """The block's JSON object, empty when there is no such block."""
        return json.loads(self.block(name) or "{}")

    def passages(self) -> list[Passage]:
        """The source's passages; offsets count within the passages joined by line breaks."""
        passages: list[Passage] = []
        start = 0
        for line in self.block("source").splitlines():
            data = json.loads(line)
            end = start + len(data["text"])
            passages.append(
                Passage(
                    id=data["id"],
                    start=start,
                    end=end,
                    text=data["text"],
                    heading_path=tuple(data["heading"]),
                )
            )
            start = end + 1
        return passages


class ExtractiveComposer:
    """Answers prompts; remembers its reading of the last few sources.

    Args:
        content_types: The content types by name; each knows how it is composed.
    """

    def __init__(self, content_types: Mapping[str, ContentType]) -> None:
        self._content_types = content_types
        self._analyses: dict[str, asyncio.Future[Analysis]] = {}

    async def answer(self, prompt: str) -> str:
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
        analysis = await self._analysis(reader, request)
        brief = Brief(
            analysis=analysis,
            audience=request["audience"],
            difficulty=request["difficulty"],
            tone=request["tone"],
            minutes=task.get("minutes"),
            outline=reader.value("outline"),
        )
        return await asyncio.to_thread(_compose, content_type, brief)

    async def _analysis(self, reader: PromptReader, request: dict[str, Any]) -> Analysis:
        key = hashlib.sha256(
            f"{request['language']}\0{request['title']}\0{reader.block('source')}".encode()
        ).hexdigest()
        if key not in self._analyses:
            while len(self._analyses) >= ANALYSES_KEPT:
                self._analyses.pop(next(iter(self._analyses)))
            self._analyses[key] = asyncio.ensure_future(
                asyncio.to_thread(
                    _analyse, reader.passages(), request["title"], request["language"]
                )
            )
        return await asyncio.shield(self._analyses[key])


def extractive_model(content_types: Mapping[str, ContentType]) -> FunctionModel:
    """The embedded model as a Pydantic AI model."""
    # Late: only a run that calls a model pays for Pydantic AI.
    from pydantic_ai.messages import ModelRequest, ModelResponse, TextPart, UserPromptPart  # noqa: PLC0415 (late, see above)
    from pydantic_ai.models.function import FunctionModel  # noqa: PLC0415 (late, see above)

    composer = ExtractiveComposer(content_types)

    async def extract(messages: list[ModelMessage], _info: AgentInfo) -> ModelResponse:
        prompts = [
            part.content
            for message in messages
            if isinstance(message, ModelRequest)
            for part in message.parts
            if isinstance(part, UserPromptPart) and isinstance(part.content, str)
        ]
        text = await composer.answer(prompts[-1])
        return ModelResponse(
            parts=[TextPart(text)], model_name=EMBEDDED_MODEL, finish_reason="stop"
        )

    return FunctionModel(extract, model_name=EMBEDDED_MODEL)


def _analyse(passages: list[Passage], title: str, language: str) -> Analysis:
    # Late: the language tools are wanted only where a source is read, in this thread.
    from services.nlp import analyse  # noqa: PLC0415 (late, see above)

    return analyse(passages, title, language)


def _compose(content_type: ContentType, brief: Brief) -> str:
    try:
        content = content_type.compose(brief)
    except InsufficientSourceError as error:
        # The same words any model uses to say so: see prompts/_shared/instructions.md.j2.
        content = {"insufficient_source": error.message}
    return json.dumps(content, ensure_ascii=False)
