from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.nlp import sentences_of


def pieces(text: str, language: str) -> list[str]:
    """The sentences themselves."""
    return [text[start:end] for start, end in sentences_of(text, language)]


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("en", ["Use a filter, e.g. paper.", "It works, as Fig. 2 shows.", "Then stop."]),
        ("en", ["Dr. J. S. Bach wrote it.", "He was paid 3.5 coins.", "The end came in 1750."]),
        ("en", ["It was 5 p.m. when U.S. troops left.", "Did they return?", "No!"]),
        ("de", ["Nimm Obst, z. B. Äpfel.", "Das ist gesund, d. h. es hilft."]),
        ("de", ["Am 3. Oktober ist Feiertag.", "Im 19. Jahrhundert war Ludwig XVI. tot."]),
        ("de", ["Das geschah im Jahr 1990.", "Danach kamen Autos, Züge usw.", "Er ging heim."]),
        ("fr", ["Prenez un fruit, p. ex. une pomme.", "M. Dupont mange, boit, etc.", "Il dort."]),
        ("es", ["Vive en EE. UU. desde 1990.", "El Sr. Gil y la Dra. Paz leen, p. ej. un libro."]),
        ("es", ["¿Quién llamó?", "¡Nadie!", "El teléfono no sonó."]),
    ],
)
def test_sentences_are_parted_at_their_ends_only(language: str, sentences: list[str]) -> None:
    """Abbreviations, initials, decimals and ordinals do not end a sentence; full stops do."""
    assert pieces(" ".join(sentences), language) == sentences


def test_a_sentence_keeps_the_line_break_inside_it() -> None:
    """A sentence that runs over two lines is one span, with the break as it stands."""
    text = "The stroma is the thick fluid that\nfills the space. It is clear."
    assert pieces(text, "en") == [
        "The stroma is the thick fluid that\nfills the space.",
        "It is clear.",
    ]


def test_list_items_headings_and_rows_stand_alone() -> None:
    """Lines that begin with a mark are not joined to their neighbours."""
    text = "# Title\nThere are two kinds:\n- The first one\n- The second one\n| a | b |"
    assert pieces(text, "en") == [
        "# Title",
        "There are two kinds:",
        "- The first one",
        "- The second one",
        "| a | b |",
    ]


def test_the_same_sentence_twice_is_found_twice() -> None:
    """Repeated sentences each have their own place."""
    text = "It rains. It rains. It rains."
    assert sentences_of(text, "en") == [(0, 9), (10, 19), (20, 29)]


def test_a_text_without_any_mark_is_cut_into_bounded_blocks() -> None:
    """An endless line does not hold up the segmenter and loses no word."""
    text = "word " * 5000
    assert " ".join(pieces(text, "en")).split() == text.split()


@settings(max_examples=150, deadline=None)
@given(
    text=st.text(
        alphabet=st.one_of(
            st.sampled_from(list("aZ3 .!?\n-*#|()[]\"'«»“”…:;&∯ȸ\r\t")),
            st.characters(codec="utf-8"),
        ),
        max_size=200,
    ),
    language=st.sampled_from(["en", "de", "fr", "es", "it", "xx"]),
)
def test_spans_cover_any_text_in_order_without_overlap(text: str, language: str) -> None:
    """Spans are trimmed, ordered and apart, and leave out nothing but white space."""
    spans = sentences_of(text, language)
    position = 0
    for start, end in spans:
        assert position <= start < end <= len(text)
        assert not text[position:start].strip()
        assert text[start:end] == text[start:end].strip()
        position = end
    assert not text[position:].strip()
