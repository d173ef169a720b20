"""The exit codes of every command."""

from __future__ import annotations

from enum import IntEnum

from core.errors import CoursewrightError, InputError


class AtOnce(int):
    """An exit code to leave with at once: what the process still has to send, nobody takes."""


class Exit(IntEnum):
    """What the command's exit code says."""

    COMPLETE = 0
    BAD_INPUT = 2
    PARTIAL = 3
    FAILED = 4
    INTERRUPTED = 130

    @classmethod
    def of(cls, error: CoursewrightError) -> Exit:
        """The code for an error that ended the command."""
        return cls.BAD_INPUT if isinstance(error, InputError) else cls.FAILED
