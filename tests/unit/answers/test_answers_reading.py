from __future__ import annotations

import pytest

from core.errors import (
    InsufficientSourceError,
    MalformedAnswerError,
    ModelRefusedError,
    TruncatedAnswerError,
)
from services.answers import Answer, read_answer
from services.answers.strict import MAX_DEPTH, MAX_DIGITS


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "it is empty"),
        ("```json\n```", "it is empty"),
        ("```json\n{\n```", "it ends before it is complete, at line 1, column 2"),
        ("[1]", "it is a list, not an object"),
        ('"a"', "it is a text"),
        ("true", "it is true or false"),
        ("null", "it is null"),
        ("3.5", "it is a number"),
        ('{"a": 1} and more', "text after the end at line 1, column 10"),
        ('Here it is: {"a": 1}', 'it begins with Here it is: {"a": 1} at line 1, column 1'),
        ('{"a": 1}{"b": 2}', "text after the end at line 1, column 9"),
        ('{"a": 1,\n "b" 2}', "a colon should be at line 2, column 6"),
        ('{"a": ["x" "y"]}', "or a quotation mark is not escaped, at line 1, column 12"),
        ('{"a": {"b": 1, "b": 2}}', "the key b is given twice"),
        ('{"a": NaN}', "NaN is not a JSON number"),
        ('{"a": -Infinity}', "-Infinity is not a JSON number"),
        ('{"a": 1e999}', "the number 1e999 is too large"),
        ('{"a": 1e-999}', "the number 1e-999 is too small"),
        (f'{{"a": {"9" * 5000}}}', "a number has too many digits"),
        (f'{{"a": 0.{"9" * 5000}}}', "a number has too many digits"),
        ('{"a": ["\\ud800"]}', "half a surrogate pair (U+D800) at $.a[0]"),
        ('{"a": "\\u0000"}', "a control character (U+0000) at $.a"),
        ('{"a": "x\x01"}', "a control character (U+0001) in a text at line 1, column 9"),
        ('{"\\u0007": 1}', "a control character (U+0007) at $"),
        ('{"a": [{"b": "E = h\\nu"}]}', "the backslash of \\nu at $.a[0].b is not doubled"),
        ('{"a": "\\x41"}', "an escape in a text is not one of JSON's at line 1, column 8"),
        ("{\"a\": '\\x41'}", "an escape in a text is not one of JSON's at line 1, column 8"),
        ('{"\\theta": 1, "\\\\theta": 2}', "a key is given twice at $"),
        ("<think>hm", "its reasoning (<think>) never ends"),
    ],
)
def test_malformed_answer_says_what_and_where(text: str, said: str) -> None:
    """Each way of not being one JSON object is named, with its place."""
    with pytest.raises(MalformedAnswerError) as raised:
        read_answer(text)
    assert said in raised.value.message
    assert "\n" not in raised.value.message


@pytest.mark.parametrize("depth", [MAX_DEPTH, 100_000])
@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}"), ("{a:", "}")])
def test_deep_nesting_is_malformed(depth: int, opening: str, closing: str) -> None:
    """An answer that nests without end is refused, not the end of the process."""
    text = f'{{"a": {opening * depth}1{closing * depth}}}'
    with pytest.raises(MalformedAnswerError):
        read_answer(text)


@pytest.mark.parametrize("comma", ["", ","])
def test_nesting_up_to_the_limit_is_read(comma: str) -> None:
    """The limit itself is allowed, strictly read or repaired; one level more is not."""
    depth = MAX_DEPTH - 1
    assert read_answer(f'{{"a": {"[" * depth}{"]" * depth}{comma}}}')
    with pytest.raises(MalformedAnswerError, match="nests deeper than 64"):
        read_answer(f'{{"a": [{"[" * depth}{"]" * depth}]{comma}}}')


def test_numbers_up_to_the_limit_are_read() -> None:
    """An integer of as many digits as are allowed comes back exactly."""
    digits = "7" * MAX_DIGITS
    assert read_answer(f'{{"a": {digits}}}') == Answer({"a": int(digits)})


def test_long_keys_are_cut_in_messages() -> None:
    """A message stays one short line whatever the model's key is."""
    key = "k" * 500
    with pytest.raises(MalformedAnswerError) as raised:
        read_answer(f'{{"{key}": 1, "{key}": 2}}')
    assert len(raised.value.message) < 160


def test_model_can_say_that_the_source_is_too_small() -> None:
    """The agreed shape becomes an error with the model's reason, on one line."""
    with pytest.raises(InsufficientSourceError) as raised:
        read_answer('{"insufficient_source": "Only two terms\\n are defined."}')
    assert raised.value.message == "Only two terms are defined."
    assert raised.value.hint


@pytest.mark.parametrize("text", ['{"a": 1}', '{"a": ', "", "no"])
def test_finish_reason_comes_before_the_text(text: str) -> None:
    """What a stopped model wrote is not looked at, be it whole or not."""
    with pytest.raises(TruncatedAnswerError, match="finish reason: length"):
        read_answer(text, finish_reason="length")
    with pytest.raises(ModelRefusedError):
        read_answer(text, finish_reason="content_filter")


def test_repairs_are_named_once_and_in_order() -> None:
    """The record of what was repaired does not depend on where it stood."""
    answer = read_answer("{b: 'x', a: 'y', c: [1,],}")
    assert answer.content == {"b": "x", "a": "y", "c": [1]}
    assert answer.repairs == ("single_quotes", "trailing_comma", "unquoted_key")
