"""From a content type's template to the prompt of one model call.

Every prompt of a pack opens with the same bytes (rules, request, source, outline) and ends with
the task, so that a provider can reuse what it has read; one that asks for parts again opens with
only what these need. What came from a source stands in a data block as JSON in which ``<`` is
escaped: no text can close the block it stands in.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2

from core.content_type import LENGTH_TOLERANCE, PAGE_WORDS, SPEAKING_PACE
from core.contract import answer_schema, as_written
from core.model_call import Prompt

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from core.content_type import ContentType, Digest
    from core.errors import ContentError
    from core.request import ContentRequest
    from core.source import Passage, Source

SHARED = Path(__file__).parent / "_shared"
DIGEST = "digest"
DRAFT = "draft"
REASK = "reask"
REPAIR = "repair"
SHOWN_ANSWER_CHARACTERS = 20_000
"""Of an answer that is asked for again; contracts allow less than that."""


def data_block(value: Any) -> str:
    """The value as one line of JSON that cannot be mistaken for a tag."""
    line = json.dumps(value, ensure_ascii=False, separators=(", ", ": "))
    return line.replace("<", "\\u003c")


def render_opening(
    source: Source,
    request: ContentRequest,
    language: str,
    passages: Sequence[Passage] | None = None,
) -> str:
    """How the user's turn opens in every prompt about these passages (all of the source's if None).

    It is rendered once a pack: a long source has thousands of passages.
    """
    shown = source.passages if passages is None else passages
    return _render(
        SHARED,
        "source.md.j2",
        request={
            "title": source.title,
            "kind": source.kind.value,
            "language": language,
            "audience": request.audience,
            "difficulty": request.difficulty.value,
            "tone": request.tone,
        },
        passages=[
            {"id": passage.id, "heading": list(passage.heading_path), "text": passage.text}
            for passage in shown
        ],
    )


def render_notes(notes: Sequence[Mapping[str, Any]]) -> str:
    """What follows the opening where the source is too long: notes on it, a mapping a part.

    An opening with this behind it is an opening for `render_draft` and `render_reask`.
    """
    return _render(SHARED, "notes.md.j2", notes=notes)


def render_draft(
    content_type: ContentType,
    opening: str,
    request: ContentRequest,
    language: str,
    outline: Mapping[str, Any],
) -> Prompt:
    """The prompt for the first draft of ``content_type``.

    ``opening`` is from `render_opening`; ``outline`` the outline's content, empty for itself.
    """
    return _prompt(content_type, opening, request, language, outline, DRAFT)


def render_reask(
    content_type: ContentType,
    opening: str,
    request: ContentRequest,
    language: str,
    outline: Mapping[str, Any],
    reask: Reask,
) -> Prompt:
    """The prompt that asks again for an answer that could not be used, saying why."""
    return _prompt(content_type, opening, request, language, outline, reask.step, reask)


@dataclass(frozen=True, slots=True)
class Repair:
    """Which parts of an answer are asked for again.

    Attributes:
        number: 1 for the first round.
        parts: What they are now, by JSON path.
        problems: What is wrong, by JSON path.
        kept: How the items begin that stay beside them, by JSON path.
        schema: JSON schema of the answer.
        excerpt: Whether the opening shows only some of the passages that the draft was shown, and
            the outline is not the whole one.
        before: Why parts of the round before were not kept, in a line; empty when there was none.
    """

    number: int
    parts: Mapping[str, Any]
    problems: Mapping[str, Sequence[str]]
    kept: Mapping[str, str]
    schema: Mapping[str, Any]
    excerpt: bool = False
    before: str = ""

    @property
    def step(self) -> str:
        """Name of the step: ``repair-1``."""
        return f"{REPAIR}-{self.number}"


def render_repair(
    content_type: ContentType,
    opening: str,
    request: ContentRequest,
    language: str,
    outline: Mapping[str, Any],
    repair: Repair,
) -> Prompt:
    """The prompt that asks for parts of an answer again.

    Args:
        content_type: What the parts are of.
        opening: From `render_opening`, about the passages that the parts need.
        request: What was wanted.
        language: Language of the pack (ISO 639-1).
        outline: What the parts need of the outline's content; empty for the outline itself.
        repair: The parts, and what is wrong with them.
    """
    parameters = {name: getattr(request, name) for name in content_type.parameters}
    drafted = _templates(content_type.folder).get_template(f"{DRAFT}.md.j2")
    context = drafted.new_context({**parameters, **_asked(content_type, language, None)})
    own_words = drafted.blocks.get("task")
    task = _render(
        SHARED,
        f"{REPAIR}.md.j2",
        outline=as_written(dict(outline)),
        task={"content_type": content_type.name, "step": repair.step, **parameters},
        asked=_about_parts(content_type, "".join(own_words(context)), repair) if own_words else "",
        repair=repair,
    )
    return Prompt(instructions=_instructions(), shared=opening, task=task)


def _about_parts(content_type: ContentType, asked: str, repair: Repair) -> str:
    """The draft's words, without the lines about fields of which no part is asked for."""
    wanted = {path.removeprefix("$.").partition("[")[0] for path in repair.parts}
    others = answer_schema(content_type.schema)["properties"].keys() - wanted
    heads = tuple(f"- {field}:" for field in others)
    return "\n".join(line for line in asked.strip().splitlines() if not line.startswith(heads))


@dataclass(frozen=True, slots=True)
class PartOf:
    """Which part of a long source is digested: ``number`` of ``total``, counted from 1."""

    number: int
    total: int

    @property
    def step(self) -> str:
        """Name of the step: ``digest-3``."""
        return f"{DIGEST}-{self.number}"


def render_digest(
    content_type: ContentType,
    opening: str,
    language: str,
    part: PartOf,
    reask: Reask | None = None,
) -> Prompt:
    """The prompt for a digest of one part of a long source, asked for again where ``reask`` is.

    Args:
        content_type: The type that is made from digests.
        opening: From `render_opening`, over the part's passages.
        language: Language of the pack (ISO 639-1).
        part: Which part.
        reask: What could not be used of the answer before.
    """
    digest = content_type.digest
    if digest is None:
        raise AssertionError(f"{content_type.name} is not made from digests")
    step = f"{part.step}-{reask.step}" if reask else part.step
    task = _render(
        content_type.folder,
        f"{DIGEST}.md.j2",
        outline={},
        task={"content_type": content_type.name, "step": step},
        part=part.number,
        parts=part.total,
        **_asked(digest, language, reask),
    )
    return Prompt(instructions=_instructions(), shared=opening, task=task)


@dataclass(frozen=True, slots=True)
class Reask:
    """What could not be used.

    Attributes:
        number: 1 for the first re-ask.
        answer: The model's text; only so much of it is shown that the prompt does not explode.
        error: What is wrong with it.
    """

    number: int
    answer: str
    error: ContentError

    @property
    def step(self) -> str:
        """Name of the step: ``reask-1``."""
        return f"{REASK}-{self.number}"


def _prompt(
    content_type: ContentType,
    opening: str,
    request: ContentRequest,
    language: str,
    outline: Mapping[str, Any],
    step: str,
    reask: Reask | None = None,
) -> Prompt:
    parameters = {name: getattr(request, name) for name in content_type.parameters}
    task = _render(
        content_type.folder,
        f"{DRAFT}.md.j2",
        outline=as_written(dict(outline)),
        task={"content_type": content_type.name, "step": step, **parameters},
        **parameters,
        **_asked(content_type, language, reask),
    )
    return Prompt(instructions=_instructions(), shared=opening, task=task)


def _asked(wanted: ContentType | Digest, language: str, reask: Reask | None) -> dict[str, Any]:
    """What the frame of every task needs to know."""
    return {
        "answer_schema": answer_schema(wanted.schema),
        "limits": wanted.limits,
        "length_tolerance": f"{LENGTH_TOLERANCE:.0%}",
        "page_words": PAGE_WORDS,
        "speaking_pace": SPEAKING_PACE,
        "language": language,
        "reask": reask
        and {
            "answer": reask.answer[:SHOWN_ANSWER_CHARACTERS],
            "problems": list(reask.error.problems),
        },
    }


def _render(folder: Path, template: str, **context: Any) -> str:
    return _templates(folder).get_template(template).render(**context)


def warm_up(content_types: Iterable[ContentType]) -> None:
    """Compile what the drafts of these types need, so that their chains need not."""
    for content_type in content_types:
        _templates(content_type.folder).get_template(f"{DRAFT}.md.j2")
        answer_schema(content_type.schema)


@lru_cache(maxsize=64)
def _templates(folder: Path) -> jinja2.Environment:
    # Prompts are plain text for a model: there is no markup to escape.
    environment = jinja2.Environment(  # noqa: S701
        loader=jinja2.ChoiceLoader(
            [
                jinja2.FileSystemLoader(folder),
                jinja2.PrefixLoader({"_shared": jinja2.FileSystemLoader(SHARED)}),
            ]
        ),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["data"] = data_block
    return environment


@lru_cache(maxsize=1)
def _instructions() -> str:
    return _render(SHARED, "instructions.md.j2").strip()
