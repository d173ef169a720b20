"""What connects a command to its terminal: standard streams, whatever they lead to, and Ctrl-C.

A reader that leaves (``| head``) does not stop the work: what it would have read is dropped.
"""

from __future__ import annotations

import io
import os
import signal
import sys
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Literal, TextIO

from rich.console import Console

from core.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Generator


class LastingConsole(Console):
    """A console whose work goes on when nobody reads any more; rich's own ends the program."""

    def on_broken_pipe(self) -> None:
        """Drop what is printed from now on. Overrides ``rich.console.Console``."""
        self.quiet = True
        _abandon(self.file)


def prepare() -> None:
    """Make the three standard streams usable, and being terminated the same as Ctrl-C.

    The streams are open afterwards, and able to show any character.
    """
    # Prefect passes a SIGTERM that comes during a run on to whoever handled it before.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    # A closed one is refilled first: the next file to be opened would get its number.
    while (descriptor := os.open(os.devnull, os.O_RDWR)) <= 2:  # noqa: PLR2004 (standard error)
        os.set_inheritable(descriptor, True)  # noqa: FBT003 (it has no keyword)
    os.close(descriptor)
    sys.stdin = sys.stdin or _opened(0, "r")
    sys.stdout = sys.stdout or _opened(1, "w")
    sys.stderr = sys.stderr or _opened(2, "w")
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


@contextmanager
def interrupts_held() -> Generator[None]:
    """Ctrl-C inside takes effect at the end; a second one at once. For the main thread.

    In the middle of an import a library may make another error of it.
    """
    held = False

    def hold(_signal: int, _frame: object) -> None:
        nonlocal held
        if held:
            raise KeyboardInterrupt
        held = True

    before = signal.signal(signal.SIGINT, hold)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if held:
        raise KeyboardInterrupt


def write_out(text: str) -> None:
    """Write to standard output now.

    Raises:
        OutputError: It takes no more, a full disk for one.
    """
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except OSError as error:
        _abandon(sys.stdout)
        if not isinstance(error, BrokenPipeError):
            raise OutputError(f"Standard output cannot be written: {error.strerror}.") from error


def one_line(text: str) -> str:
    """The text without line breaks or anything else that moves a terminal's cursor."""
    return "".join(c if c.isprintable() else " " for c in text).strip()


def _opened(descriptor: int, mode: Literal["r", "w"]) -> TextIO:
    return open(descriptor, mode, encoding="utf-8", closefd=False)


def _abandon(stream: IO[str]) -> None:
    # What is still in its buffer must not fail once more when the interpreter ends.
    descriptor = os.open(os.devnull, os.O_WRONLY)
    os.dup2(descriptor, stream.fileno())
    os.close(descriptor)
