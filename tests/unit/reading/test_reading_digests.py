from __future__ import annotations

import json
from typing import Any

import pytest
from long_sources import book, quoting

from core.artifact import Completion
from core.errors import ContractError, MalformedAnswerError, ModelError
from prompts.catalog import outline_type
from services.reading import Notes
from services.reading.digests import Digested, findings_on, read_digest

SOURCE = book(chapters=2, paragraphs=2)


def quoted(place: int) -> dict[str, str]:
    """What a model writes as evidence for the passage at this place."""
    evidence = quoting(SOURCE, place)
    return {"passage_id": evidence["passage_id"], "quote": evidence["quote"]}


INVENTED = {"passage_id": "p0001", "quote": "Bees can read and write."}


def section(*evidence: list[dict[str, str]]) -> dict[str, Any]:
    """A section with a key point for each list of evidence."""
    return {
        "title": "On bees",
        "summary": "What the book says about bees.",
        "key_points": [
            {"point": f"Key point number {number}.", "evidence": each}
            for number, each in enumerate(evidence, start=1)
        ],
        "terms": [],
    }


def answered(*sections: dict[str, Any], finish_reason: str = "stop") -> Completion:
    """A model's answer with these sections."""
    text = json.dumps({"sections": sections})
    return Completion(text=text, model="test", finish_reason=finish_reason)


def test_a_digest_has_its_quotes_verified() -> None:
    """A quote is given its place, and its passage's right id where another was named."""
    wrong = quoted(2) | {"passage_id": "p0001"}
    digested = read_digest(outline_type(), answered(section([quoted(0)], [wrong])), SOURCE)
    first, second = digested.content["sections"][0]["key_points"]
    assert first["evidence"] == [quoting(SOURCE, 0)]
    assert second["evidence"] == [quoting(SOURCE, 2)]
    assert (digested.dropped, digested.silence, digested.repairs) == (0, "", ())


def test_what_no_quote_supports_is_left_out_and_counted() -> None:
    """An invented quote goes, a key point without another goes with it, and an empty section."""
    sections = section([INVENTED, quoted(0)], [INVENTED]), section([INVENTED])
    digested = read_digest(outline_type(), answered(*sections), SOURCE)
    assert digested.dropped == 2
    (kept,) = digested.content["sections"]
    (point,) = kept["key_points"]
    assert point["evidence"] == [quoting(SOURCE, 0)]


def test_a_digest_of_inventions_is_asked_for_again() -> None:
    """With no quote that stands in the source there is no digest."""
    with pytest.raises(ContractError, match="stands in the source"):
        read_digest(outline_type(), answered(section([INVENTED])), SOURCE)


def test_a_part_that_says_nothing_gives_an_empty_digest() -> None:
    """An index of names is no error, and what the model says of it is kept."""
    answer = Completion(
        text='{"insufficient_source": "Only an index."}', model="test", finish_reason="stop"
    )
    digested = read_digest(outline_type(), answer, SOURCE)
    assert digested.content == {"sections": []}
    assert digested.silence == "Only an index."


def test_a_broken_digest_says_what_is_broken() -> None:
    """Contract and syntax are held to as with any other answer."""
    with pytest.raises(ContractError, match=r"digest.*\$\.sections"):
        read_digest(outline_type(), answered(), SOURCE)
    with pytest.raises(MalformedAnswerError):
        read_digest(
            outline_type(), Completion(text="No.", model="test", finish_reason="stop"), SOURCE
        )
    with pytest.raises(ModelError):
        read_digest(outline_type(), answered(section([quoted(0)]), finish_reason="length"), SOURCE)


def test_what_did_not_get_into_the_outline_is_said() -> None:
    """Key points without room and parts without content are warnings; nothing else is."""
    full, silent = Digested({"sections": []}), Digested({"sections": []}, silence="Only an index.")
    assert findings_on([full, full], Notes((), 1.0, 100)) == ()
    short, part = findings_on([full, silent], Notes((), 0.75, 100))
    assert short.expectation == "source.notes_shortened"
    assert "75%" in short.message
    assert "COURSEWRIGHT_SOURCE_TOKENS" in short.message
    assert part.message.startswith("Part 2 of the 2 ")
    assert part.message.endswith("Only an index.")
    assert {each.severity.value for each in (short, part)} == {"warning"}
