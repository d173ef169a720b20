"""How the faults of an answer are worded: one line, fit for a person and for the model."""

from __future__ import annotations

from core.errors import MalformedAnswerError

_LONGEST_SHOWN = 60


def malformed(what: str) -> MalformedAnswerError:
    """The error for an answer with this fault."""
    return MalformedAnswerError(f"The model's answer is not the JSON asked for: {what}.")


def place(text: str, index: int) -> str:
    """Line and column, both from 1, of a character."""
    column = index - text.rfind("\n", 0, index)
    return f"line {text.count(chr(10), 0, index) + 1}, column {column}"


def shown(text: str) -> str:
    """Model text made fit for a one-line message."""
    safe = ascii(text[: 2 * _LONGEST_SHOWN])[1:-1]
    return safe if len(safe) <= _LONGEST_SHOWN else f"{safe[: _LONGEST_SHOWN - 1]}…"
