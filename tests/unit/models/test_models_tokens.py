from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from services.models.tokens import estimate_tokens, most_tokens

EXAMPLES = sorted((Path(__file__).parents[3] / "examples").iterdir())
CHINESE = "光合作用是植物利用光能将二氧化碳和水转化为有机物的过程。"
RUSSIAN = "Фотосинтез — это процесс преобразования энергии света в энергию химических связей."


@given(st.text())
@example("für x")
@example("\u00a0\u0301\ud7ff\U0001f600\x00\x7f")
def test_never_more_tokens_than_bytes(text: str) -> None:
    """No tokenizer that falls back to bytes can need more, and no more are counted."""
    assert most_tokens(text) <= len(text.encode())


@given(st.text(), st.text())
def test_more_text_is_not_fewer_tokens(one: str, two: str) -> None:
    """What is put together is at least as long as its parts, but for the spaces of words."""
    both = most_tokens(f"{one}\n{two}")
    assert both >= max(most_tokens(one), most_tokens(two)) - 1


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_prose_is_about_four_characters_a_token(path: Path) -> None:
    """Prose in European languages comes to what providers say of theirs, and to twice at most."""
    text = path.read_text(encoding="utf-8")
    assert 3.5 < len(text) / estimate_tokens(text) < 4.6
    assert 1.5 < most_tokens(text) / estimate_tokens(text) < 2.5


@pytest.mark.parametrize(
    ("text", "characters_a_token"),
    [
        (CHINESE, (1.0, 1.5)),
        (RUSSIAN, (2.0, 3.5)),
        ('{"a": [1, 22, 333], "b": null}\n' * 9, (1.5, 3.0)),
        ("    def count(self) -> int:\n        return len(self.items)\n" * 9, (2.5, 4.5)),
    ],
    ids=["Chinese", "Russian", "JSON", "Python"],
)
def test_other_scripts_have_fewer_characters_a_token(
    text: str, characters_a_token: tuple[float, float]
) -> None:
    """Chinese, Cyrillic, JSON and code are each counted by their own measure."""
    least, most = characters_a_token
    assert least < len(text) / estimate_tokens(text) < most
    assert most_tokens(text) > estimate_tokens(text)


def test_what_is_no_word_counts_letter_by_letter() -> None:
    """The bound holds for digests, identifiers and noise, which have no pieces in a vocabulary."""
    assert most_tokens("qzxjkvw") == 7
    assert most_tokens("9f86d081884c7d65") >= 14
    assert most_tokens("photosynthesis") == 7


def test_nothing_is_no_token() -> None:
    """An empty text has none, by either count."""
    assert (estimate_tokens(""), most_tokens("")) == (0, 0)
