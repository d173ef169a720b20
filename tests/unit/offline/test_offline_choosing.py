"""Choosing sentences, laying out parts, and the small grammar of the four languages."""

from __future__ import annotations

import pytest

from core.analysis import Analysis, Section, Sentence, Term
from core.contract import Range
from core.errors import ContentError
from prompts._shared.composing import Excerpt, Stock, shown
from prompts._shared.parts import joined_title, long_enough, parts_of, sections_of, shortened
from prompts._shared.wording import accusative, capitalised, elided, listed, of, question, spoken

NUMERALS = "one two three four five six seven eight nine ten eleven twelve".split()  # noqa: SIM905


def sentence(index: int, text: str, **fields: object) -> Sentence:
    """A sentence with a salience of its own."""
    values: dict[str, object] = {"passage_id": "p0001", "section": 0, "salience": 0.5, **fields}
    return Sentence(index=index, text=text, **values)  # type: ignore[arg-type]


def analysis_of(*sections: tuple[str, list[Sentence]], title: str = "Rivers") -> Analysis:
    """An analysis of these sections; each numeral is a term."""
    sentences = tuple(each for _, members in sections for each in members)
    terms = tuple(
        Term(word, word, 0.5, tuple(each.index for each in sentences if word in each.terms))
        for word in NUMERALS
    )
    made = tuple(
        Section(name, tuple(each.index for each in members), ()) for name, members in sections
    )
    return Analysis(title, "en", sentences, made, terms)


def numbered(count: int, start: int = 0) -> list[Sentence]:
    """Different sentences, each naming a term of its own."""
    return [
        sentence(
            start + at,
            f"{NUMERALS[(start + at) % 12].title() * 2} ends {NUMERALS[at % 12] * 4}.",
            terms=(NUMERALS[(start + at) % 12],),
            passage_id=f"p{(start + at) // 4 + 1:04d}",
        )
        for at in range(count)
    ]


def test_markdown_and_line_breaks_are_not_shown() -> None:
    """A person sees one line without marks; no-break spaces stay."""
    text = "The **Nile** is\n  a _long_ [river](https://x.org/a)[2] with `mud`\u00a0!"
    assert shown(text) == "The Nile is a long river with mud\u00a0!"


def test_a_leaning_sentence_brings_the_one_before() -> None:
    """What leans comes with what it leans on, or not at all."""
    first = sentence(0, "The river rises in the hills.")
    leaning = sentence(1, "It is cold there.", standalone=False, salience=1.0)
    elsewhere = sentence(2, "This lasts long.", standalone=False, passage_id="p0002")
    stock = Stock(analysis_of(("A", [first, leaning, elsewhere])))
    assert stock.run_to(leaning) == (first, leaning)
    assert stock.run_to(elsewhere) is None
    assert stock.run_from(first, 3) == (first, leaning)
    picked = stock.pick([leaning], Range(5, 100))
    assert picked is not None
    assert picked.text == "The river rises in the hills. It is cold there."
    assert not stock.is_free(first)
    assert stock.run_to(leaning) is None


def test_a_pick_keeps_its_limits_or_uses_nothing() -> None:
    """Too little is no pick, and leaves the sentences free; too long is passed over."""
    short = sentence(0, "A short one.")
    long = sentence(1, "A sentence that is a good deal longer than forty characters.", salience=1.0)
    stock = Stock(analysis_of(("A", [short, long])))
    assert stock.pick([short], Range(50, 100)) is None
    assert stock.is_free(short)
    picked = stock.pick([short, long], Range(5, 40))
    assert picked is not None
    assert picked.sentences == (short,)


def test_a_sentence_that_says_the_same_is_not_free() -> None:
    """A near duplicate of a used sentence is used up with it."""
    first = sentence(0, "The Nile is the longest river of Africa.")
    same = sentence(1, "The Nile is the longest river in Africa.")
    stock = Stock(analysis_of(("A", [first, same])))
    picked = stock.pick([first, same], Range(5, 200), target=200)
    assert picked is not None
    assert picked.sentences == (first,)
    assert not stock.is_free(same)


def test_paragraphs_follow_passages() -> None:
    """A new passage begins a new paragraph."""
    excerpt = Excerpt(
        (sentence(0, "One."), sentence(1, "Two."), sentence(2, "Three.", passage_id="p0002"))
    )
    assert excerpt.paragraphs == "One. Two.\n\nThree."


def test_too_few_sections_are_split_at_a_passage() -> None:
    """One long section becomes three, cut where a passage begins, titled by their own terms."""
    parts = parts_of(analysis_of(("All", numbered(12))), Range(3, 15))
    assert [len(part.sentences) for part in parts] == [4, 4, 4]
    assert len({part.title for part in parts}) == 3


def test_too_many_sections_are_joined() -> None:
    """Neighbours are joined until there are few enough, and no sentence is lost."""
    sections = [(f"Part {at}", numbered(4, at * 4)) for at in range(5)]
    parts = parts_of(analysis_of(*sections), Range(2, 3))
    assert len(parts) == 3
    assert [each.index for part in parts for each in part.sentences] == list(range(20))


def test_a_thin_section_goes_to_its_neighbour() -> None:
    """A section without three sentences of its own is no part of its own."""
    sections = [("Rich", numbered(5)), ("Thin", numbered(1, 5)), ("Full", numbered(6, 6))]
    parts = parts_of(analysis_of(*sections), Range(1, 15))
    assert [part.title for part in parts] == ["Rich and Thin", "Full"]


def test_another_models_outline_is_followed_by_its_quotes() -> None:
    """Sentences belong to the section that quotes the sentence nearest before them."""
    sentences = numbered(6)
    outline = {
        "sections": [
            {"title": "Beginning", "evidence": [{"quote": sentences[0].text}]},
            {"title": "End", "evidence": [{"quote": sentences[4].text}]},
            {"title": "Nothing", "evidence": [{"quote": "not in the source"}]},
        ]
    }
    parts = sections_of(outline, analysis_of(("All", sentences)))
    assert [(part.title, len(part.sentences)) for part in parts] == [("Beginning", 4), ("End", 2)]


def test_titles_keep_their_limits() -> None:
    """Short titles are led by the source's, long ones end at a word."""
    assert long_enough("Uses", 10, "Section", "Photosynthesis", "en") == "Photosynthesis: Uses"
    assert long_enough("DNA", 10, "Section", "DNA", "fr") == "Section\u00a0: DNA"
    assert shortened("a long title of words", 12) == "a long…"
    assert joined_title(["A" * 60, "B" * 60], "en") == "A" * 60


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (listed(["a", "b", "c"], "de"), "a, b und c"),
        (listed(["el agua", "«idea»"], "es"), "el agua e «idea»"),
        (listed([], "en"), ""),
        (question("was ist Eis", "de"), "Was ist Eis?"),
        (question("qué es", "es"), "¿Qué es?"),
        (of("le foie", "fr"), "du foie"),
        (of("les plantes", "fr"), "des plantes"),
        (of("une île", "fr"), "d’une île"),  # noqa: RUF001 (the apostrophe of running text)
        (of("el agua", "es"), "del agua"),
        (of("water", "en"), "of water"),
        (of("Wasser", "de"), "von Wasser"),
        (accusative("der Regen", "de"), "den Regen"),
        (accusative("le foie", "fr"), "le foie"),
        (elided("que une île", "fr"), "qu’une île"),  # noqa: RUF001
        (capitalised("mRNA carries"), "mRNA carries"),
    ],
)
def test_small_grammar(made: str, expected: str) -> None:
    """Lists, questions, contractions and cases follow their language."""
    assert made == expected


def test_a_language_without_words_is_an_error() -> None:
    """A table without the language says so, with the languages there are."""
    with pytest.raises(ContentError, match="'it'"):
        spoken({"en": "and"}, "it")
