"""The model calls that `generate_content` will make of a source, planned without making any."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.settings import settings
from prompts.catalog import derived_types, outline_type
from prompts.rendering import PartOf, render_digest, render_draft, render_opening
from services.models.forecast import PlannedCall
from services.reading import divide, fits, prompt_tokens, reads_whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from core.content_type import ContentType
    from core.model_call import Prompt
    from core.request import ContentRequest
    from core.source import Passage, Source

DIGESTS = "digests"
"""Step in which a source that is too long for one prompt is read part by part."""

ANSWERED_SHARE = 0.5
"""How much of its limit of output tokens an answer is expected to take.

The embedded model's answers on examples/ take from a quarter to three quarters, 0.48 on average.
The outline that the other prompts will show is taken to be as long as its answer.
"""


@dataclass(frozen=True, slots=True)
class Planned:
    """A content type's draft: its prompt but for the outline, and how long answers may be."""

    content_type: ContentType
    prompt: Prompt
    output_tokens: int
    most_output_tokens: int


def planned_calls(request: ContentRequest, source: Source, language: str) -> list[PlannedCall]:
    """The calls for a pack in the order they are made, each answered well at once.

    Args:
        request: What is wanted.
        source: The source.
        language: Language of the pack (ISO 639-1).
    """
    outline, *derived = planned_drafts(request, source, language)
    return [
        *_digests(request, source, language),
        _call(request, outline),
        *(_call(request, each, after=outline) for each in derived),
    ]


def planned_drafts(request: ContentRequest, source: Source, language: str) -> list[Planned]:
    """The drafts of the outline and of each content type wanted.

    A source that is too long for one prompt fills the room there is in it: which passages that
    will be is not known before there is an outline.
    """
    types = (outline_type(), *derived_types(request.types))
    openings: dict[tuple[str, ...], str] = {}
    drafts: list[Planned] = []
    for content_type in types:
        whole = reads_whole(request.model_for(content_type.name))
        # An outline is made from other passages of a long source than what comes after it.
        shown = _shown(source, whole=whole, from_end=content_type.digest is not None)
        key = tuple(passage.id for passage in shown)
        if key not in openings:
            openings[key] = render_opening(source, request, language, shown)
        prompt = render_draft(content_type, openings[key], request, language, {})
        drafts.append(Planned(content_type, prompt, *_output_tokens(content_type, request)))
    return drafts


def _shown(source: Source, *, whole: bool, from_end: bool) -> list[Passage]:
    if whole or fits(source.passages, settings().source_tokens):
        return list(source.passages)
    passages = reversed(source.passages) if from_end else iter(source.passages)
    return list(_filling(passages, settings().source_tokens))


def _filling(passages: Iterable[Passage], room: int) -> Iterator[Passage]:
    taken = 0
    for passage in passages:
        taken += prompt_tokens(passage)
        if taken > room:
            return
        yield passage


def _digests(request: ContentRequest, source: Source, language: str) -> list[PlannedCall]:
    outline = outline_type()
    model = request.model_for(outline.name)
    if reads_whole(model) or fits(source.passages, settings().source_tokens):
        return []
    if outline.digest is None:
        return []
    parts = divide(source.passages, settings().digest_tokens)
    most = outline.digest.max_output_tokens
    return [
        PlannedCall(
            step=DIGESTS,
            model=model,
            prompt=render_digest(
                outline,
                render_opening(source, request, language, part.passages),
                language,
                PartOf(part.number, len(parts)),
            ),
            output_tokens=round(most * ANSWERED_SHARE),
            most_output_tokens=most,
            repairable=False,
        )
        for part in parts
    ]


def _call(request: ContentRequest, draft: Planned, after: Planned | None = None) -> PlannedCall:
    return PlannedCall(
        step=draft.content_type.name,
        model=request.model_for(draft.content_type.name),
        prompt=draft.prompt,
        output_tokens=draft.output_tokens,
        most_output_tokens=draft.most_output_tokens,
        outline_tokens=after.output_tokens if after else 0,
        most_outline_tokens=after.most_output_tokens if after else 0,
    )


def _output_tokens(content_type: ContentType, request: ContentRequest) -> tuple[int, int]:
    """About how many, and how many at most."""
    own = content_type.output_tokens(request)
    most = settings().options_for(content_type.name, own).max_output_tokens or own
    return min(round(own * ANSWERED_SHARE), most), most
