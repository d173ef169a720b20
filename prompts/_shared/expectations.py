"""Expectations that several content types declare over their own columns, as plain data."""

from __future__ import annotations

from core.artifact import Severity
from core.content_type import Expectation

PLACEHOLDER = (
    r"\b(?:TODO|TBD|FIXME|XXX)\b|(?i:lorem ipsum|\[(?:insert|your|add|placeholder|einfügen"
    r"|insérer|insertar|compléter|completar|ergänzen|todo)\b"
    r"|<(?:insert|placeholder)\b|[\[<{][^\[\]<>{}$\\]{0,40}\b(?:einfügen|ergänzen|eintragen|insérer"
    r"|à compléter|à remplir|insertar|completar|rellenar|placeholder|goes here)\b"
    r"[^\[\]<>{}$\\]{0,40}[\]>}])"
)
"""What a template leaves behind: a learner is to read a text, not a form. "TODO" in capitals only:
"todo" is a Spanish word."""

FENCE = r"```|~~~"
"""A Markdown code fence: no text of a pack is rendered from Markdown blocks."""

SENTENCE_END = r"[.!?…。！？؟।](?:[\s\"'”’»›)\]*_`$]|\[\d+\])*$"  # noqa: RUF001 (marks of many scripts)
"""A terminal mark, then closing quotes, brackets or the number of a note. Catches text cut off."""


def clean(*columns: str) -> tuple[Expectation, ...]:
    """Texts without placeholders and code fences."""
    return tuple(
        Expectation(
            kind="expect_column_values_to_not_match_regex",
            column=column,
            arguments={"regex": f"{PLACEHOLDER}|{FENCE}"},
            message="Holds a placeholder or a code fence: “{value}”.",
        )
        for column in columns
    )


def sentences(*columns: str) -> tuple[Expectation, ...]:
    """Texts that end as a whole sentence does."""
    return tuple(
        Expectation(
            kind="expect_column_values_to_match_regex",
            column=column,
            arguments={"regex": SENTENCE_END},
            message="Does not end as a whole sentence does: “{value}”.",
        )
        for column in columns
    )


def holds(
    column: str, message: str, *, field: str | None, severity: Severity = Severity.ERROR
) -> Expectation:
    """A column of true and false that has to be true."""
    return Expectation(
        kind="expect_column_values_to_be_in_set",
        column=column,
        arguments={"value_set": (True,)},
        message=message,
        field=field,
        severity=severity,
    )


def without(
    column: str, message: str, *, field: str | None, severity: Severity = Severity.WARNING
) -> Expectation:
    """A column that says in words what is wrong, and is empty where nothing is.

    Args:
        column: Its name.
        message: For people; ``{value}`` is what the column says.
        field: The field at fault.
        severity: Of a finding.
    """
    return Expectation(
        kind="expect_column_values_to_be_in_set",
        column=column,
        arguments={"value_set": ("",)},
        message=message,
        field=field,
        severity=severity,
    )


def measured(column: str, *, field: str | None) -> Expectation:
    """A column of words that leave no exception and that the evidence does not bear out."""
    message = "Says “{value}”, which its evidence does not bear out."
    return without(column, message, field=field)


def sectioned() -> Expectation:
    """For rows with the column ``in_outline`` about the field ``category``."""
    return holds(
        "in_outline",
        "The outline has no section of this name.",
        field="category",
        severity=Severity.WARNING,
    )


def unbroken(column: str, *, field: str) -> Expectation:
    """A column that is true where a text does not break off."""
    return holds(column, "Breaks off: its last word needs another.", field=field)


def related(*, field: str | None) -> Expectation:
    """For rows with the column ``rests_on_quotes``."""
    return holds(
        "rests_on_quotes",
        "Shares no word with its evidence's quotes that says what it is about.",
        field=field,
        severity=Severity.WARNING,
    )


def answering(answer: str) -> tuple[Expectation, ...]:
    """For rows with ``unfit``, ``doubtful``, ``strays`` and ``words_missing`` about this field."""
    return (
        without(
            "unfit", "Does not answer the question: {value}.", field=answer, severity=Severity.ERROR
        ),
        without("doubtful", "May not answer the question: {value}.", field=answer),
        without(
            "strays",
            "Speaks of another thing than the question, which asks about: {value}.",
            field=answer,
        ),
        Expectation(
            kind="expect_column_values_to_be_between",
            column="words_missing",
            arguments={"max_value": 0},
            message="Too short for a reason, a way or a difference, by {value} words.",
            field=answer,
            severity=Severity.WARNING,
        ),
    )


def at_least(
    column: str,
    least: int,
    message: str,
    *,
    field: str | None,
    severity: Severity = Severity.ERROR,
) -> Expectation:
    """A column of numbers none of which is under ``least``."""
    return Expectation(
        kind="expect_column_values_to_be_between",
        column=column,
        arguments={"min_value": least},
        message=message,
        field=field,
        severity=severity,
    )


def unique(column: str, message: str, *, field: str | None) -> Expectation:
    """A column whose values are all different: a second one takes the place of something new."""
    return Expectation(
        kind="expect_column_values_to_be_unique",
        column=column,
        message=message,
        field=field,
    )


QUESTIONS = (
    holds(
        "has_question_marks",
        "Does not carry its question marks (“?” at the end; in Spanish also “¿”).",
        field="question",
    ),
    holds(
        "asks",
        "Ends in a question mark but is not built as a question.",
        field="question",
        severity=Severity.WARNING,
    ),
)
"""For rows with the columns ``has_question_marks`` and ``asks``."""
