from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import InsufficientSourceError, MalformedAnswerError
from services.quality import parse_answer
from services.quality.answers import INSUFFICIENT, MAX_DEPTH

TEXTS = st.text(st.characters(exclude_categories=("Cc", "Cs")) | st.sampled_from("\n\t\r"))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=20,
)  # fmt: skip
OBJECTS = st.dictionaries(TEXTS, VALUES, max_size=5).filter(lambda each: INSUFFICIENT not in each)


@settings(deadline=None)
@given(OBJECTS, st.booleans(), st.sampled_from([None, 2]), st.sampled_from(["", "json", "JSON5"]))
def test_any_object_comes_back_as_it_was(
    answer: dict[str, object],
    ascii_only: bool,  # noqa: FBT001 (drawn)
    indent: int | None,
    fence: str,
) -> None:
    """An object survives its way through JSON, bare or in one code fence."""
    text = json.dumps(answer, ensure_ascii=ascii_only, indent=indent)
    assert parse_answer(text) == answer
    assert parse_answer(f"```{fence}\n{text}\n```\n") == answer


@settings(deadline=None)
@given(st.text() | st.text(alphabet='{}[]",:\\\\u0aDd+-eE. \n`'))
def test_any_text_is_an_answer_or_a_malformed_one(text: str) -> None:
    """Whatever a model writes, parsing it gives an object or one of two errors."""
    try:
        assert isinstance(parse_answer(text), dict)
    except (MalformedAnswerError, InsufficientSourceError) as error:
        assert error.message  # noqa: PT017 (both kinds are right; which one depends on the text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "it is empty"),
        ("```json\n```", "it is empty"),
        ("```json\n{\n```", "at line"),
        ("[1]", "it is a list"),
        ('"a"', "it is a text"),
        ("true", "it is true or false"),
        ("null", "it is null"),
        ("3.5", "it is a number"),
        ('{"a": 1} and more', "text after the end at line 1, column 10"),
        ('Here it is: {"a": 1}', "line 1, column 1"),
        ('{"a": 1}{"b": 2}', "text after the end"),
        ('{"a": 1,\n "b" 2}', "line 2, column 6"),
        ('{"a": {"b": 1, "b": 2}}', "the key b is given twice"),
        ('{"a": NaN}', "NaN is not a JSON number"),
        ('{"a": -Infinity}', "-Infinity is not a JSON number"),
        ('{"a": 1e999}', "the number 1e999 is too large"),
        (f'{{"a": {"9" * 5000}}}', "a number has too many digits"),
        ('{"a": ["\\ud800"]}', "half a surrogate pair (U+D800) at $.a[0]"),
        ('{"a": "\\u0000"}', "a control character (U+0000) at $.a"),
        ('{"a": "\x01"}', "invalid control character"),
        ('{"\\u0007": 1}', "a control character (U+0007) at $"),
    ],
)
def test_malformed_answer_says_what_and_where(text: str, said: str) -> None:
    """Each way of not being one JSON object is named, with its place."""
    with pytest.raises(MalformedAnswerError) as raised:
        parse_answer(text)
    assert said in raised.value.message
    assert "\n" not in raised.value.message


@pytest.mark.parametrize("depth", [MAX_DEPTH, 100_000])
@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
def test_deep_nesting_is_malformed(depth: int, opening: str, closing: str) -> None:
    """An answer that nests without end is refused, not the end of the process."""
    text = f'{{"a": {opening * depth}1{closing * depth}}}'
    with pytest.raises(MalformedAnswerError, match="nests deeper than 64"):
        parse_answer(text)


def test_nesting_up_to_the_limit_is_read() -> None:
    """The limit itself is allowed."""
    depth = MAX_DEPTH - 1
    assert parse_answer(f'{{"a": {"[" * depth}{"]" * depth}}}')


def test_long_keys_are_cut_in_messages() -> None:
    """A message stays one short line whatever the model's key is."""
    key = "k" * 500
    with pytest.raises(MalformedAnswerError) as raised:
        parse_answer(f'{{"{key}": 1, "{key}": 2}}')
    assert len(raised.value.message) < 160


def test_model_can_say_that_the_source_is_too_small() -> None:
    """The agreed shape becomes an error with the model's reason, on one line."""
    with pytest.raises(InsufficientSourceError) as raised:
        parse_answer('{"insufficient_source": "Only two terms\\n are defined."}')
    assert raised.value.message == "Only two terms are defined."
    assert raised.value.hint


@pytest.mark.parametrize(
    "answer",
    [
        {"insufficient_source": ""},
        {"insufficient_source": ["no"]},
        {"insufficient_source": "no", "items": []},
    ],
)
def test_other_shapes_are_ordinary_answers(answer: dict[str, object]) -> None:
    """Only the exact shape says so; the contract judges the rest."""
    assert parse_answer(json.dumps(answer)) == answer
