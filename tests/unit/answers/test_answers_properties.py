from __future__ import annotations

import json
import re
from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from core.errors import InsufficientSourceError, MalformedAnswerError
from services.answers import read_answer
from services.answers.commands import EATEN, OTHERS
from services.answers.reading import INSUFFICIENT

EATABLE = re.compile(r"([\n\t\r])(?=[A-Za-z])")
# A line break before a letter can be a command that lost its backslash: see the corpus.
TEXTS = st.text(
    st.characters(exclude_categories=("Cc", "Cs")) | st.sampled_from("\n\t\r\\\"'")
).map(lambda text: EATABLE.sub(r"\1 ", text))
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=20,
)
OBJECTS = st.dictionaries(TEXTS, VALUES, max_size=5).filter(lambda each: INSUFFICIENT not in each)
WORDS = st.lists(
    st.from_regex(r"[A-Za-z]{2,10}", fullmatch=True).map(lambda word: f"k{word}"), min_size=1
)

MATHS = st.lists(
    st.tuples(
        st.sampled_from(sorted(EATEN | OTHERS)).map(lambda command: f"\\{command}"),
        st.sampled_from([" ", "^2 ", " + ", "(", "{a}", " = ", "1", " x ", "_i", "", ", "]),
    ).map("".join),
    min_size=1,
    max_size=6,
).map("".join)

# No letter of these makes a JSON escape, so that letters and digits stay what they are.
PLAIN = "acxyz019 é,:{}[]()'/#*-.\\\""
PLAIN_TEXTS = st.text(PLAIN, max_size=8)
PLAIN_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | PLAIN_TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(PLAIN_TEXTS, inner, max_size=4),
    max_leaves=12,
)
PLAIN_OBJECTS = st.dictionaries(PLAIN_TEXTS, PLAIN_VALUES, max_size=4)
EDITS = st.lists(
    st.tuples(
        st.sampled_from(["delete", "insert", "replace", "swap"]),
        st.integers(min_value=0),
        st.sampled_from(PLAIN + "\n\t\u201c\u201d"),
    ),
    min_size=1,
    max_size=3,
)


@settings(deadline=None)
@given(OBJECTS, st.booleans(), st.sampled_from([None, 2]), st.sampled_from(["", "json", "JSON5"]))
def test_any_object_comes_back_as_it_was(
    answer: dict[str, object],
    ascii_only: bool,  # noqa: FBT001 (drawn)
    indent: int | None,
    fence: str,
) -> None:
    """An object survives its way through JSON, bare or in one code fence, with no repair."""
    text = json.dumps(answer, ensure_ascii=ascii_only, indent=indent)
    for wrapped in (text, f"```{fence}\n{text}\n```\n", f"<think>{fence}</think>\n{text}"):
        read = read_answer(wrapped)
        assert exact(read.content) == exact(answer)
        assert read.repairs == ()


@settings(deadline=None)
@given(st.text() | st.text(alphabet="{}[]\",:'\\\\u0aDd+-eE. \n`/*#\u201c\u201d<think>"))
def test_any_text_is_an_answer_or_a_named_error(text: str) -> None:
    """Whatever a model writes, reading it gives an object or one of two errors."""
    for tried in (text, f"{{{text}}}", f'{{"a": "{text}"}}'):
        try:
            assert isinstance(read_answer(tried).content, dict)
        except (MalformedAnswerError, InsufficientSourceError) as error:
            assert error.message  # noqa: PT017 (both are right; which one depends on the text)


@settings(deadline=None, max_examples=500)
@given(PLAIN_OBJECTS, EDITS, st.sampled_from([None, 1]))
def test_damage_is_never_read_as_something_else(
    answer: dict[str, Any], edits: list[tuple[str, int, str]], indent: int | None
) -> None:
    """A damaged answer is an error, or what strict JSON says, or keeps each letter and digit.

    A repair that dropped an item, closed what was cut, or took a part of a text for structure
    would lose, add or move some.
    """
    text = damaged(json.dumps(answer, ensure_ascii=False, indent=indent), edits)
    try:
        read = read_answer(text)
    except MalformedAnswerError:
        return
    if read.repairs:
        assert "".join(spoken(read.content)) == "".join(re.findall(r"[^\W_]", text)).lower()
    else:
        assert exact(read.content) == exact(json.loads(text))


@settings(deadline=None)
@given(PLAIN_OBJECTS, st.integers(min_value=1))
def test_cut_answer_is_never_read(answer: dict[str, Any], kept: int) -> None:
    """No beginning of an answer is taken for the answer."""
    text = json.dumps(answer)
    assume(len(text) > 2)
    try:
        read = read_answer(text[: kept % len(text)])
    except MalformedAnswerError:
        return
    raise AssertionError(read)


@settings(deadline=None)
@given(st.lists(WORDS, min_size=1))
def test_line_breaks_before_words_stay(lines: list[list[str]]) -> None:
    """A line break is not taken for a command's first letter because a word follows it."""
    text = "\n".join(" ".join(words) for words in lines)
    assert read_answer(json.dumps({"a": text})).content == {"a": text}


@settings(deadline=None, max_examples=500)
@given(MATHS, st.sampled_from(["$%s$", "$$%s$$", r"\(%s\)", r"\[%s\]", "%s", "let %s be", "x%s"]))
def test_maths_comes_back_as_it_was_written_or_not_at_all(maths: str, frame: str) -> None:
    """LaTeX whose backslashes are not doubled is mended or refused, never changed."""
    written = frame % maths
    try:
        read = read_answer(f'{{"a": "{written}"}}')
    except MalformedAnswerError:
        return
    assert read.content == {"a": written}


@settings(deadline=None)
@given(MATHS, st.sampled_from(["$%s$", r"\[%s\]", "%s"]))
def test_doubled_backslashes_are_left_alone(maths: str, frame: str) -> None:
    """LaTeX as JSON asks for it needs no repair."""
    read = read_answer(json.dumps({"a": frame % maths}))
    assert read.content == {"a": frame % maths}
    assert read.repairs == ()


def damaged(text: str, edits: list[tuple[str, int, str]]) -> str:
    """The text after single characters were deleted, inserted, replaced, or swapped."""
    for edit, place, character in edits:
        at = place % (len(text) + 1)
        head, here, rest = text[:at], text[at : at + 1], text[at + 1 :]
        text = {
            "delete": head + rest,
            "insert": head + character + here + rest,
            "replace": head + character + rest,
            "swap": head + rest[:1] + here + rest[1:],
        }[edit]
    return text


def spoken(value: Any) -> list[str]:
    """The letters and digits of every key and value, in their order."""
    if isinstance(value, dict):
        return [each for key, inner in value.items() for each in (*spoken(key), *spoken(inner))]
    if isinstance(value, list):
        return [each for inner in value for each in spoken(inner)]
    written = value if isinstance(value, str) else json.dumps(value)
    return re.findall(r"[^\W_]", written.lower())


def exact(value: Any) -> str:
    """The value in a form that tells 1, 1.0 and true apart, and keeps the order of keys."""
    return json.dumps(value)
