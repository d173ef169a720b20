"""From a model's answer to the digest of one part of a long source."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from core.artifact import Finding, Severity
from core.errors import ContractError, InsufficientSourceError
from services.answers import read_answer
from services.quality.contracts import apply_contract
from services.quality.evidence.verifying import verify_evidence
from services.quality.paths import ROOT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.artifact import Completion
    from core.content_type import ContentType
    from core.source import Source
    from services.reading.notes import Notes

NOTES_SHORTENED = "source.notes_shortened"
PART_SILENT = "source.part_silent"


@dataclass(frozen=True, slots=True)
class Digested:
    """A part's digest, of which every key point is supported by words of the source.

    Attributes:
        content: As the digest's contract says; without sections where the part says nothing.
        dropped: Key points left out because none of their quotes stands in the source.
        silence: What the model says is missing from the part; empty when it found something.
        repairs: What was mended in the answer's JSON.
    """

    content: dict[str, Any]
    dropped: int = 0
    silence: str = ""
    repairs: tuple[str, ...] = ()


def read_digest(content_type: ContentType, completion: Completion, source: Source) -> Digested:
    """Parse an answer, hold it against the digest's contract, and verify its quotes.

    Args:
        content_type: The type whose digest was asked for.
        completion: The model's answer.
        source: The source; a quote may stand anywhere in it.

    Raises:
        ModelError: The model did not come to the end of it.
        MalformedAnswerError: It is not the JSON asked for.
        ContractError: It breaks the contract, or none of its quotes stands in the source.
    """
    digest = content_type.digest
    if digest is None:
        raise AssertionError(f"{content_type.name} is not made from digests")
    try:
        answer = read_answer(completion.text, finish_reason=completion.finish_reason)
    except InsufficientSourceError as error:
        # Normal for one part of a book: an index, a list of works, a table.
        return Digested({"sections": []}, silence=error.message)
    contract = replace(content_type, title=f"{content_type.title} (digest)", schema=digest.schema)
    content = apply_contract(contract, answer.content).model_dump(mode="json")
    verify_evidence(content, source)
    dropped = sum(_drop_unsupported(section) for section in content["sections"])
    content["sections"] = [each for each in content["sections"] if each["key_points"]]
    if not content["sections"]:
        raise ContractError(
            f"{contract.title}: none of its quotes stands in the source. Each has to be copied "
            "from the passage it names to the letter."
        )
    return Digested(content, dropped, repairs=answer.repairs)


def findings_on(digests: Sequence[Digested], notes: Notes) -> tuple[Finding, ...]:
    """What an outline's report says of how a long source was read: what did not get into it.

    Args:
        digests: Of all parts, in order.
        notes: What of them the outline was made from.
    """
    silent = (
        _warning(
            PART_SILENT,
            f"Part {number} of the {len(digests)} in which the source was read holds nothing to "
            f"teach: {digest.silence}",
        )
        for number, digest in enumerate(digests, start=1)
        if digest.silence
    )
    if notes.share >= 1:
        return tuple(silent)
    message = (
        f"Of the key points noted in the source, {notes.share:.0%} could be read for the outline. "
        "Raise COURSEWRIGHT_SOURCE_TOKENS to have more read."
    )
    return (_warning(NOTES_SHORTENED, message), *silent)


def _warning(name: str, message: str) -> Finding:
    return Finding(expectation=name, severity=Severity.WARNING, path=ROOT, message=message)


def _drop_unsupported(section: dict[str, Any]) -> int:
    """Leave out quotes that stand nowhere, and key points that have no other; count these."""
    points = section["key_points"]
    for point in points:
        point["evidence"] = [each for each in point["evidence"] if each["start"] is not None]
    section["key_points"] = [point for point in points if point["evidence"]]
    return len(points) - len(section["key_points"])
