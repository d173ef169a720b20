"""Reading a source that is too long for one prompt: its parts digested side by side, condensed."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from core.artifact import Usage
from core.settings import settings
from flows.chain import Answers, in_time, model_call, outcome, usable_answer
from prompts.rendering import PartOf, render_digest, render_notes, render_opening
from services.reading import Part, condense, divide, fits, reads_whole
from services.reading.digests import Digested, findings_on
from services.reading.selection import Selection
from tasks.check_digest import check_digest
from tasks.sealed import Sealed
from tasks.select_passages import select_passages

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from core.artifact import Artifact, Completion, Finding
    from core.content_type import ContentType
    from flows.chain import Material
    from prompts.rendering import Reask


@dataclass(frozen=True, slots=True)
class Digests:
    """What reading a long source part by part has come to.

    Attributes:
        material: With an opening that holds the notes and the passages they quote.
        findings: What did not get into the notes.
        usage: Of all answers.
        cached: Whether all of them came from the cache.
        keys: Their keys in the cache.
    """

    material: Material
    findings: tuple[Finding, ...]
    usage: Usage
    cached: bool
    keys: tuple[str, ...]

    def credited(self, artifact: Artifact) -> Artifact:
        """The artifact made from them, with what the reading cost and found."""
        report = artifact.report.model_copy(
            update={"findings": (*artifact.report.findings, *self.findings)}
        )
        return artifact.model_copy(
            update={
                "report": report,
                "usage": self.usage + artifact.usage,
                "cached": self.cached and artifact.cached,
                "answers": (*self.keys, *artifact.answers),
            }
        )


async def is_long(content_type: ContentType, material: Material) -> bool:
    """Whether the type's model cannot be shown all of the source in one prompt."""
    if reads_whole(material.request.model_for(content_type.name)):
        return False
    passages = material.source.passages
    return not await asyncio.to_thread(fits, passages, settings().source_tokens)


async def read_in_parts(content_type: ContentType, material: Material) -> Digests:
    """Have every part of the source digested.

    Raises:
        ContentError: A part's digest could not be made, or no part says anything.
        ModelError: The model gave no usable answer.
    """
    room = settings().source_tokens
    most = min(settings().digest_tokens, room)
    parts = await asyncio.to_thread(divide, material.source.passages, most)
    asked = (_digest(content_type, part, len(parts), material) for part in parts)
    async with in_time(material):
        # One failing lets the others finish: what they answer is not paid for again.
        ended = await asyncio.gather(*asked, return_exceptions=True)
    made = [_result(each) for each in ended]
    digests = [digested for digested, _ in made]
    contents = [digested.content for digested in digests]
    condensed = await asyncio.to_thread(condense, material.source, contents, room)
    opening = _opening(material, condensed.quoted) + render_notes(condensed.notes.parts)
    return Digests(
        replace(material, opening=opening, share=1.0, uses=1),
        findings_on(digests, condensed.notes),
        sum((answers.usage for _, answers in made), start=Usage()),
        all(answers.cached for _, answers in made),
        tuple(key for _, answers in made for key in answers.keys),
    )


def _result(ended: tuple[Digested, Answers] | BaseException) -> tuple[Digested, Answers]:
    if isinstance(ended, BaseException):
        raise ended
    return ended


async def select_for(
    outline: Mapping[str, Any], material: Material, types: Sequence[ContentType]
) -> Material:
    """The material of the types that a long source is not shown whole: one selection for all."""
    _, selection = await outcome(
        select_passages,
        Selection,
        Sealed(material.source),
        Sealed(outline),
        settings().source_tokens,
    )
    opening = _opening(material, selection)
    return replace(material, opening=opening, share=selection.share, uses=len(types))


def _opening(material: Material, shown: Selection) -> str:
    return render_opening(material.source, material.request, material.language, shown.passages)


async def _digest(
    content_type: ContentType, part: Part, total: int, material: Material
) -> tuple[Digested, Answers]:
    digest = content_type.digest
    if digest is None:
        raise AssertionError(f"{content_type.name} is not made from digests")
    place = PartOf(part.number, total)
    opening = render_opening(material.source, material.request, material.language, part.passages)
    own = replace(material, opening=opening, uses=1)

    def call(reask: Reask | None) -> Any:
        prompt = render_digest(content_type, opening, material.language, place, reask)
        return model_call(
            content_type, own, place.step, prompt, digest.schema, digest.max_output_tokens
        )

    async def check(completion: Completion) -> Digested:
        _, digested = await outcome(
            check_digest,
            Digested,
            completion,
            Sealed(content_type),
            Sealed(material.source),
            place.step,
        )
        return digested

    answers = Answers()
    _, _, digested = await usable_answer(call, check, own, answers)
    return digested, answers
