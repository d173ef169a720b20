"""Data-quality checks of the podcast script.

Why its own columns are checked:

* ``other_speaker``: Two turns of one speaker in a row are one turn, or a turn that got lost.
* ``spoken_share_of_asked``: `LENGTH_TOLERANCE` at `SPEAKING_PACE` words a minute; a slot in a
  timetable leaves no more room.
* ``spoken_share_of_stated``: `LENGTH_TOLERANCE` at `SPEAKING_PACE` words a minute; listeners plan
  by the minutes that the script states.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.artifact import Severity
from core.content_type import (
    LENGTH_TOLERANCE,
    SPEAKING_PACE,
    CheckContext,
    Checks,
    Expectation,
    Row,
)
from prompts._shared import columns
from prompts._shared.absolutes import overstated
from prompts._shared.expectations import clean, holds, measured, sentences
from prompts._shared.tone import in_tone, is_talk, off_tones

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SPEAKERS = 2
"""One explains, one asks."""

SAID = ("introduction", "conclusion")


def spoken_texts(content: Mapping[str, Any]) -> list[str]:
    """What a listener hears: no names of speakers, no notes."""
    turns = [turn["text"] for turn in content["turns"]]
    return [content["introduction"], *turns, content["conclusion"]]


def rows(content: Mapping[str, Any], context: CheckContext) -> Iterator[Row]:
    """The script as a whole, then each turn. A turn without evidence claims nothing."""
    turns, asked = content["turns"], context.request.minutes
    spoken = columns.spoken_minutes(spoken_texts(content))
    yield Row(
        "$",
        {
            "introduction": content["introduction"],
            "conclusion": content["conclusion"],
            "speaker_notes": "\n".join(content["speaker_notes"]),
            "speakers": columns.different(turn["speaker"].casefold() for turn in turns),
            "is_talk": is_talk(spoken_texts(content), context),
            **off_tones(content, SAID, context, spoken=True),
            "spoken_share_of_asked": spoken / asked if asked else None,
            "spoken_share_of_stated": spoken / content["minutes"],
        },
    )
    before = ""
    for index, turn in enumerate(turns):
        speaker = turn["speaker"].casefold()
        yield Row(
            f"$.turns[{index}]",
            {
                "text": turn["text"],
                **off_tones(turn, ("text",), context, spoken=True),
                "other_speaker": speaker != before,
                "overstated": overstated(
                    turn["text"], turn["evidence"], context.source, context.language
                ),
                "claim": turn["text"] if turn["evidence"] else None,
            },
        )
        before = speaker


def _within_tolerance(column: str, message: str, severity: Severity) -> Expectation:
    return Expectation(
        kind="expect_column_values_to_be_between",
        column=column,
        arguments={"min_value": 1 - LENGTH_TOLERANCE, "max_value": 1 + LENGTH_TOLERANCE},
        message=message,
        field="minutes",
        severity=severity,
    )


CHECKS = Checks(
    rows=rows,
    claim="claim",
    texts=spoken_texts,
    words_per_minute=SPEAKING_PACE,
    expectations=(
        *clean("introduction", "conclusion", "speaker_notes", "text"),
        *sentences("introduction", "conclusion", "text"),
        Expectation(
            kind="expect_column_values_to_be_between",
            column="speakers",
            arguments={"min_value": SPEAKERS, "max_value": SPEAKERS},
            message=f"The script has {{value}} speakers, not {SPEAKERS}.",
            field="turns",
        ),
        measured("overstated", field="text"),
        *in_tone(*SAID, "text"),
        holds(
            "is_talk",
            "Nobody asks, calls out or says “I”, “we” or “you”: not the tone asked for.",
            field="turns",
            severity=Severity.WARNING,
        ),
        holds("other_speaker", "The same speaker has the turn before, too.", field="speaker"),
        _within_tolerance(
            "spoken_share_of_asked",
            "Spoken, the script takes {value} times the minutes asked for.",
            Severity.ERROR,
        ),
        _within_tolerance(
            "spoken_share_of_stated",
            "Spoken, the script takes {value} times the minutes it states.",
            Severity.WARNING,
        ),
    ),
)
