from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from services.sources.blocks import Block, BlockKind, Document, from_json, to_json
from services.sources.passages import MAX_CHARACTERS, MIN_CHARACTERS, lay_out, normalised

WORDS = st.text(alphabet=st.characters(codec="utf-8"), max_size=12)
SENTENCES = st.lists(
    st.sampled_from(["Light falls.", "Wasser z. B. fließt", "Is it so?", "a\u00adb", "ﬁne", "\x00"])
    | WORDS,
    max_size=40,
)
TEXTS = st.builds(
    lambda words, repeat, joint: joint.join(words * repeat),
    SENTENCES,
    st.integers(1, 12),
    st.sampled_from([" ", "\n", " \t ", "\n\n"]),
)
BLOCKS = st.lists(
    st.builds(
        Block,
        st.sampled_from(BlockKind),
        TEXTS,
        level=st.integers(0, 6),
        page=st.none() | st.integers(1, 3),
    ),
    max_size=12,
)


@given(BLOCKS)
def test_passages_stand_in_text_in_order_without_overlap(blocks: list[Block]) -> None:
    """Each passage is the text between its offsets, after the one before it, with the next id."""
    text, passages = lay_out(blocks)
    end = 0
    for number, passage in enumerate(passages, 1):
        assert text[passage.start : passage.end] == passage.text
        assert passage.start >= end
        assert passage.id == f"p{number:04d}"
        end = passage.end


@given(BLOCKS)
def test_passages_cover_every_word_that_is_no_heading(blocks: list[Block]) -> None:
    """The words of all passages are the words of all blocks but headings, in order."""
    _, passages = lay_out(blocks)
    expected = [
        word
        for block in normalised(blocks)
        if block.kind is not BlockKind.HEADING
        for word in block.text.split()
    ]
    assert [word for passage in passages for word in passage.text.split()] == expected


@given(BLOCKS)
def test_layout_is_repeatable_and_normalised(blocks: list[Block]) -> None:
    """The same blocks give the same result, in NFC, without control characters."""
    text, passages = lay_out(blocks)
    assert (text, passages) == lay_out(blocks)
    assert unicodedata.is_normalized("NFC", text)
    assert not any(unicodedata.category(c) in {"Cc", "Cs"} for c in text if c != "\n")
    assert "\u00ad" not in text


@given(BLOCKS)
def test_document_survives_the_way_between_processes(blocks: list[Block]) -> None:
    """A document read back from its JSON is the same."""
    document = Document(tuple(blocks), title="T", language="de", pages=3)
    assert from_json(to_json(document)) == document


def test_heading_path_follows_levels() -> None:
    """A heading closes those of its level and below; the passage names the open ones."""
    heading, paragraph = BlockKind.HEADING, BlockKind.PARAGRAPH
    text, passages = lay_out(
        [
            Block(paragraph, "Before."),
            Block(heading, "Book", level=0),
            Block(heading, "One", level=1),
            Block(heading, "Inner", level=3),
            Block(paragraph, "First."),
            Block(heading, "Two", level=1),
            Block(paragraph, "Second."),
        ]
    )
    assert [p.heading_path for p in passages] == [(), ("Book", "One", "Inner"), ("Book", "Two")]
    assert text == "Before.\n\nBook\n\nOne\n\nInner\n\nFirst.\n\nTwo\n\nSecond."


def test_short_neighbours_are_joined_but_not_over_pages_headings_or_code() -> None:
    """Small paragraphs share a passage; a page, an equal heading and code keep them apart."""
    paragraph = BlockKind.PARAGRAPH
    _, passages = lay_out(
        [
            Block(paragraph, "One.", page=1),
            Block(BlockKind.LIST, "- two", page=1),
            Block(paragraph, "Three.", page=2),
            Block(BlockKind.CODE, "x = 1", page=2),
            Block(BlockKind.HEADING, "Same", level=1, page=2),
            Block(paragraph, "Four.", page=2),
            Block(BlockKind.HEADING, "Same", level=1, page=2),
            Block(paragraph, "Five.", page=2),
        ]
    )
    assert [p.text for p in passages] == ["One.\n\n- two", "Three.", "x = 1", "Four.", "Five."]
    assert [p.page for p in passages] == [1, 2, 2, 2, 2]


def test_long_paragraph_is_split_at_sentence_ends() -> None:
    """Pieces are within the limit, end a sentence each, and never after an abbreviation."""
    sentence = "Das ist z. B. ein Satz von Dr. Meier mit ca. 12 Worten (siehe Abb. 3)."
    _, passages = lay_out([Block(BlockKind.PARAGRAPH, " ".join([sentence] * 60))])
    assert len(passages) > 3
    for passage in passages:
        assert MIN_CHARACTERS < len(passage.text) <= MAX_CHARACTERS
        assert passage.text.startswith("Das ist")
        assert passage.text.endswith("Abb. 3).")


def test_long_lists_are_split_between_items_and_endless_sentences_between_words() -> None:
    """Items stay whole; a sentence over the limit is split at blanks, a word never."""
    items = "\n".join(f"- item {number} {'word ' * 20}".strip() for number in range(40))
    _, passages = lay_out([Block(BlockKind.LIST, items)])
    assert all(p.text.startswith("- item") for p in passages)
    word = "x" * (MAX_CHARACTERS + 300)
    _, passages = lay_out([Block(BlockKind.PARAGRAPH, f"{'word ' * 400}{word} end")])
    assert word in [p.text for p in passages]
    assert all(len(p.text) <= MAX_CHARACTERS for p in passages if p.text != word)


def test_endless_heading_is_a_paragraph() -> None:
    """A heading as long as a paragraph is text to work from, not a heading."""
    _, passages = lay_out([Block(BlockKind.HEADING, "word " * 100, level=1)])
    assert passages[0].heading_path == ()


def test_code_keeps_its_indentation() -> None:
    """Code stands to the letter, tabs aside; prose loses extra blanks."""
    text, _ = lay_out(
        [
            Block(BlockKind.CODE, "\n\tdef f():\n\n\t\tpass  \n\n"),
            Block(BlockKind.PARAGRAPH, "  a \u00a0 b\r\nc "),
        ]
    )
    assert text == "    def f():\n\n        pass\n\na b\nc"
