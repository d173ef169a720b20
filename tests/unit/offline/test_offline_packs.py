"""What the embedded model makes of the four example sources."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from core.contract import Bloom
from core.request import DEFAULT_AUDIENCE
from prompts._shared.choosing import is_circular
from prompts._shared.composing import is_like, shown
from prompts.catalog import content_types
from prompts.flashcards.schema import GAP

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LANGUAGES = ("en", "de", "fr", "es")
TYPES = tuple(content_types())
ENGLISH = frozenset(
    ("what", "which", "how", "welcome", "define", "the", "and", "this", "with", "of")
)


def quotes_in(node: Any) -> Iterator[dict[str, Any]]:
    """Every piece of evidence in some content."""
    if isinstance(node, list):
        for value in node:
            yield from quotes_in(value)
    elif isinstance(node, dict):
        if "quote" in node:
            yield node
        else:
            for value in node.values():
                yield from quotes_in(value)


def texts_in(node: Any) -> Iterator[str]:
    """Every text a reader sees, evidence left out."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, list):
        for value in node:
            yield from texts_in(value)
    elif isinstance(node, dict):
        for key, value in node.items():
            if "evidence" not in key:
                yield from texts_in(value)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", TYPES)
def test_content_satisfies_its_contract(
    name: str, language: str, example: Callable[[str], Any]
) -> None:
    """The content is JSON that the type's schema accepts."""
    content = example(language).compose(name)
    content_types()[name].schema.model_validate_json(json.dumps(content))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", TYPES)
def test_quotes_stand_in_their_passages(
    name: str, language: str, example: Callable[[str], Any]
) -> None:
    """Each quote is found to the letter in the passage it names."""
    reading = example(language)
    passages = {passage.id: passage.text for passage in reading.passages}
    quotes = list(quotes_in(reading.compose(name)))
    assert quotes
    assert all(quote["quote"] in passages[quote["passage_id"]] for quote in quotes)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", TYPES)
def test_no_sentence_is_shown_twice(
    name: str, language: str, example: Callable[[str], Any]
) -> None:
    """No whole sentence of the source appears twice in an artifact."""
    reading = example(language)
    everything = "\n".join(texts_in(reading.compose(name)))
    counts = {each.text: everything.count(shown(each.text)) for each in reading.analysis.sentences}
    assert [text for text, count in counts.items() if count > 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", TYPES)
def test_prose_consists_of_whole_sentences(
    name: str, language: str, example: Callable[[str], Any]
) -> None:
    """What an excerpt's evidence quotes is what the excerpt shows, sentence for sentence."""
    content = example(language).compose(name)
    for holder in _holders(content):
        for field, text in holder.items():
            evidence = holder.get(f"{field}_evidence")
            if isinstance(text, str) and evidence:
                assert all(
                    shown(quote["quote"]) in text.replace("\n\n", " ") or field == "conclusion"
                    for quote in evidence
                )


def _holders(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, list):
        for value in node:
            yield from _holders(value)
    elif isinstance(node, dict):
        yield node
        for value in node.values():
            yield from _holders(value)


@pytest.mark.parametrize("language", ["de", "fr", "es"])
@pytest.mark.parametrize("name", TYPES)
def test_furniture_is_in_the_language(
    name: str, language: str, example: Callable[[str], Any]
) -> None:
    """Nothing in a German, French or Spanish artifact is in English."""
    reading = example(language)
    content = {
        key: value
        for key, value in reading.compose(name).items()
        if key not in ("audience", "difficulty")
    }
    enums = {*(level.value for level in Bloom), "easy", "medium", "hard", "definition", "cloze"}
    texts = [text for text in texts_in(content) if text not in enums]
    assert [text for text in texts if _is_english(text)] == []


def _is_english(text: str) -> bool:
    return not ENGLISH.isdisjoint(re.findall(r"[^\W\d_]+", text.casefold()))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["faqs", "reading_questions"])
def test_questions_carry_their_languages_marks(
    name: str, language: str, example: Callable[[str], Any]
) -> None:
    """Questions end in a question mark, Spanish ones open with one, and none is asked twice."""
    content = example(language).compose(name)
    questions = [item["question"] for items in content.values() for item in items]
    ending = "\u00a0?" if language == "fr" else "?"
    assert all(question.endswith(ending) for question in questions)
    assert all(question.startswith("¿") == (language == "es") for question in questions)
    assert len(set(questions)) == len(questions)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", TYPES)
def test_composing_is_deterministic(
    name: str, language: str, example: Callable[[str], Any]
) -> None:
    """The same brief gives the same bytes."""
    reading = example(language)
    assert json.dumps(reading.compose(name)) == json.dumps(reading.compose(name))


@pytest.mark.parametrize("language", LANGUAGES)
def test_flashcards_define_without_the_term(language: str, example: Callable[[str], Any]) -> None:
    """No definition uses all of its term's words, each term and definition comes once."""
    cards = example(language).compose("flashcards")["items"]
    for card in cards:
        assert not is_circular(card["term"], card["definition"].replace(GAP, ""))
        assert (GAP in card["definition"]) == (card["kind"] == "cloze")
        assert card["definition"][0].isupper() or card["definition"].startswith(GAP)
        assert card["definition"].endswith(".")
    assert len({card["term"].casefold() for card in cards}) == len(cards)
    definitions = [card["definition"] for card in cards]
    assert not any(is_like(text, definitions[:at]) for at, text in enumerate(definitions))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["flashcards", "faqs"])
def test_categories_are_sections_of_the_outline(
    name: str, language: str, example: Callable[[str], Any]
) -> None:
    """Each category is a title of the outline, and items follow the outline's order."""
    reading = example(language)
    titles = [section["title"] for section in reading.compose("outline")["sections"]]
    places = [titles.index(item["category"]) for item in reading.compose(name)["items"]]
    assert places == sorted(places)


@pytest.mark.parametrize("language", LANGUAGES)
def test_bloom_levels_are_spread(language: str, example: Callable[[str], Any]) -> None:
    """Objectives and reading questions reach from remembering to judging."""
    reading = example(language)
    objectives = Counter(
        each["bloom"] for each in reading.compose("outline")["learning_objectives"]
    )
    questions = Counter(each["bloom"] for each in reading.compose("reading_questions")["questions"])
    assert len(objectives) >= 4
    assert len(questions) >= 5


@pytest.mark.parametrize("difficulty", ["beginner", "intermediate", "advanced"])
def test_objectives_follow_the_difficulty(difficulty: str, example: Callable[[str], Any]) -> None:
    """Only an advanced pack asks to create; only a beginner's does not ask to judge."""
    brief = example("en").brief(difficulty=difficulty)
    content = content_types()["outline"].compose(brief)
    levels = {each["bloom"] for each in content["learning_objectives"]}
    assert ("create" in levels) == (difficulty == "advanced")
    assert ("evaluate" in levels) == (difficulty != "beginner")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("minutes", [1, 2, 3, 4])
def test_podcast_keeps_its_target_length(
    language: str, minutes: int, example: Callable[[str], Any]
) -> None:
    """The script's words are within 15 percent of the target at 150 words a minute."""
    content = example(language).compose("podcast_script", minutes)
    turns = [turn["text"] for turn in content["turns"]]
    words = sum(
        len(text.split()) for text in (content["introduction"], *turns, content["conclusion"])
    )
    assert abs(words - minutes * 150) <= 0.15 * minutes * 150
    assert content["minutes"] == pytest.approx(words / 150, abs=0.051)
    content_types()["podcast_script"].schema.model_validate(content)


@pytest.mark.parametrize("language", LANGUAGES)
def test_podcast_alternates_two_voices(language: str, example: Callable[[str], Any]) -> None:
    """One voice asks, the other answers with at most three sentences and their evidence."""
    turns = example(language).compose("podcast_script")["turns"]
    asking, answering = turns[::2], turns[1::2]
    assert len({turn["speaker"] for turn in asking}) == 1
    assert len({turn["speaker"] for turn in turns}) == 2
    assert all(turn["text"].endswith("?") and not turn["evidence"] for turn in asking)
    assert all(1 <= len(turn["evidence"]) <= 3 for turn in answering)


CHRONICLE = """# The siege of a town

## The road to war

In March 1861 the council of Farhaven chose Edwin Marlow as mayor. The old duke refused to accept
the choice. On 12 April 1861 his soldiers closed the harbour. The merchants lost their ships and
their trade. Many families left the town for the hills.

## The siege

On 3 May 1861 the army of the duke built a camp near the northern gate. The town had food for ten
weeks. Edwin Marlow divided the bread among all citizens. On 20 June 1861 a storm destroyed the
camp of the army. The soldiers retreated to the river. The citizens repaired the broken walls.
On 1 July 1861 a ship brought flour and salt to the town.
In January 1862 a fire destroyed the old granary.

## The peace

On 9 August 1861 the duke signed a treaty with the council. Farhaven kept its mayor and its
harbour. The merchants paid a yearly tax to the duke. In October 1862 the council opened a school
for poor children. The school taught reading and sums. The old camp became a market.
"""


def test_a_chronicle_without_definitions_gives_cards_for_its_dates(
    reading_of: Callable[..., Any],
) -> None:
    """Where terms do not suffice, a card asks for the date of an event; its gap is the date."""
    cards = reading_of(CHRONICLE, "en").compose("flashcards")["items"]
    dated = [card for card in cards if re.fullmatch(r"(?:\d+ )?[A-Z]\w+ 186\d", card["term"])]
    assert dated
    assert all(re.search(rf"\b(?:[Oo]n|[Ii]n) {GAP}", card["definition"]) for card in dated)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_audience_is_said_in_the_packs_language(
    language: str, example: Callable[[str], Any]
) -> None:
    """Where the request names no audience there is a word for it; a named one stays as it is."""
    reading = example(language)
    audience = reading.compose("outline")["audience"]
    assert (audience == DEFAULT_AUDIENCE) is (language == "en")
    named = replace(reading.brief(), audience="Year 9")
    assert content_types()["outline"].compose(named)["audience"] == "Year 9"
