from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from cli.streams import interrupts_held, one_line
from core.settings import child_environment

ROOT = Path(__file__).parents[3]
FAULTY = """
import sys
from cli import main
def fail(*_arguments, **_options): raise {fault}
main.app = fail
main.run()
"""


def _run(*arguments: str, program: str = "", **options: object) -> tuple[int, str, str]:
    command = ["-c", program] if program else ["-m", "cli.main"]
    given = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
    process = subprocess.Popen(
        [sys.executable, *command, *arguments],
        cwd=ROOT,
        env=child_environment({"PYTHONPATH": str(ROOT)}),
        text=True,
        **given,  # pyright: ignore[reportArgumentType]
    )
    out, err = process.communicate(timeout=30)
    return process.returncode, out or "", err or ""


def test_text_becomes_one_line_that_moves_no_cursor() -> None:
    """Line breaks and control codes are blanks; letters of any script stay, spaces too."""
    assert one_line("a\nb\x1b[31m  é 🐝\udcff ") == "a b [31m  é 🐝"


def test_an_interrupt_is_held_to_the_end() -> None:
    """Ctrl-C inside is raised when the block is done; the handler is as it was."""
    before = signal.getsignal(signal.SIGINT)
    reached = io.StringIO()
    with pytest.raises(KeyboardInterrupt), interrupts_held():  # noqa: PT012 (the block is what is tried)
        signal.raise_signal(signal.SIGINT)
        reached.write("end")
    assert reached.getvalue() == "end"
    assert signal.getsignal(signal.SIGINT) is before


def test_a_second_interrupt_is_not_held() -> None:
    """Who presses Ctrl-C twice does not want to wait."""
    reached = io.StringIO()
    with pytest.raises(KeyboardInterrupt), interrupts_held():  # noqa: PT012 (the block is what is tried)
        signal.raise_signal(signal.SIGINT)
        signal.raise_signal(signal.SIGINT)
        reached.write("end")
    assert reached.getvalue() == ""


def test_nobody_reading_is_no_error() -> None:
    """A command whose reader has left ends well and says nothing."""
    reading, writing = os.pipe()
    os.close(reading)
    code, _, err = _run("types", "--json", stdout=writing)
    os.close(writing)
    assert (code, err) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
def test_a_full_disk_behind_standard_output_is_said() -> None:
    """What cannot be written is an error of one line."""
    with Path("/dev/full").open("w") as full:
        code, _, err = _run("types", stdout=full)
    assert code == 2
    assert err.startswith("coursewright: Standard output cannot be written")
    assert err.count("\n") == 1


@pytest.mark.skipif(sys.platform == "win32", reason="file descriptors of POSIX")
def test_closed_streams_are_no_error() -> None:
    """With all three standard streams closed a command still ends well."""
    closed = "import os, sys; [os.close(n) for n in (0, 1, 2)];"
    start = "os.execv(sys.executable, [sys.executable, '-m', 'cli.main', 'types'])"
    code, out, err = _run(program=closed + start)
    assert (code, out, err) == (0, "", "")


def test_a_fault_of_the_program_is_one_line() -> None:
    """An error nobody foresaw is one line and, with --json, one document; --debug shows more."""
    program = FAULTY.format(fault="LookupError('oh\\nno')")
    code, out, err = _run("types", "--json", program=program)
    assert code == 1
    assert err.startswith("coursewright: A fault of the program: LookupError: oh.")
    assert err.count("\n") == 1
    assert json.loads(out)["error"]["code"] == "fault"
    _, out, err = _run("types", "--debug", program=program)
    assert out == ""
    assert "Traceback" in err


def test_interrupted_json_is_json() -> None:
    """Ctrl-C with --json is one document too."""
    program = FAULTY.format(fault="KeyboardInterrupt")
    code, out, err = _run("types", "--json", program=program)
    assert code == 130
    assert json.loads(out)["error"]["code"] == "interrupted"
    assert "Interrupted" in err


@pytest.mark.parametrize("arguments", [["generate"], ["types", "x"], ["nonsense"]])
def test_bad_usage_is_json_too(arguments: list[str]) -> None:
    """Wrong usage with --json is one document, with the help to look at."""
    code, out, err = _run(*arguments, "--json")
    error = json.loads(out)["error"]
    assert code == 2
    assert "--help" in error["hint"]
    assert err.count("\n") == 1


def test_no_arguments_show_the_help() -> None:
    """``coursewright`` alone says what can be done."""
    code, out, err = _run()
    assert (code, err) == (0, "")
    assert "generate" in out
