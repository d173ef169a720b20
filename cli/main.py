"""The command ``coursewright``: its sub-commands, and how errors reach the person."""

from __future__ import annotations

import atexit
import gc
import importlib.metadata
import json
import os
import sys
from functools import partial
from typing import TYPE_CHECKING

from cyclopts import App, CycloptsError, UnusedCliTokensError

from cli.exits import AtOnce, Exit
from cli.streams import LastingConsole, one_line, prepare, write_out
from core.errors import CoursewrightError, InputError, RunServiceError
from core.settings import APPLICATION

if TYPE_CHECKING:
    from types import TracebackType

HELP = """Turn a source into a learning pack whose every claim carries evidence.

Exit codes: 0 complete, 2 bad input or usage, 3 partial (some content is missing; for a check:
something failed), 4 failed, 130 interrupted, 1 a fault of the program itself.
"""

INTERRUPTED = (
    "Interrupted. What was finished is kept.",
    "Run the same command again to go on.",
)

RARE_COLLECTIONS = (100_000, 20, 100)
"""Thresholds of the garbage collector: imports and a run make much and drop little of it."""

app = App(
    name=APPLICATION,
    help=HELP,
    version=lambda: importlib.metadata.version(APPLICATION),
    version_flags=["--version"],
    result_action="return_value",
    console=LastingConsole(),
    suppress_keyboard_interrupt=False,  # the person is told that nothing finished is lost
)
# By name, so that a command's imports are only paid for by that command.
app.command("cli.generate:generate", name="generate", help="Make a learning pack from a source.")
app.command(
    "cli.regenerate:regenerate", name="regenerate", help="Make a new version of a stored pack."
)
app.command("cli.estimate:estimate", name="estimate", help="Say what a pack would cost.")
app.command("cli.check:check", name="check", help="Check a pack again, whoever edited it.")
app.command("cli.types:types", name="types", help="List the content types.")
app.command("cli.types:schema", name="schema", help="Print the JSON Schema of pack.json.")
app.command("cli.prompts:app", name="prompts", help="Look into the prompts.")
app.command("cli.quality:app", name="quality", help="Report on the quality of packs.")
app.command("cli.cache:app", name="cache", help="Look into the cache; clean it, warm it.")
app.command("cli.versions:app", name="versions", help="Look at stored packs; compare, restore.")
app.command("cli.store:app", name="store", help="Back up, move and clean what is stored.")
app.command("cli.server:app", name="server", help="Start, look at or stop the Prefect server.")
app.command("cli.doctor:app", name="doctor", help="Check what is installed and reachable.")


def main(arguments: list[str]) -> int:
    """Run one command and return its exit code. ``--debug`` anywhere shows tracebacks."""
    debug = "--debug" in arguments
    rest = [argument for argument in arguments if argument != "--debug"]
    as_json = "--json" in rest
    try:
        result = app(rest, exit_on_error=False, print_error=False)
    except CoursewrightError as error:
        if debug:
            raise
        _complain(error, as_json=as_json)
        code = Exit.of(error)
        return AtOnce(code) if isinstance(error, RunServiceError) else code
    except CycloptsError as error:
        _complain(_usage(error), as_json=as_json)
        return Exit.BAD_INPUT
    except KeyboardInterrupt:
        _tell("interrupted", *INTERRUPTED, as_json=as_json)
        return Exit.INTERRUPTED
    return result if isinstance(result, int) else Exit.COMPLETE


def run() -> None:
    """The console script."""
    ending = _Ending()
    atexit.register(ending)  # the first to be registered runs last
    arguments = sys.argv[1:]
    gc.set_threshold(*RARE_COLLECTIONS)
    prepare()
    if "--debug" not in arguments:
        sys.excepthook = partial(_surprise, "--json" in arguments)
    ending.code = main(arguments)
    if isinstance(ending.code, AtOnce):
        # Prefect would go on for minutes, trying to send its events to a server that is gone.
        ending()
    sys.exit(ending.code)


class _Ending:
    """Ends the process: taking everything in it apart first would take a tenth of a second."""

    code: int | None = None  # None when the program did not come to its end

    def __call__(self) -> None:
        if self.code is not None:
            for stream in (sys.stdout, sys.stderr):
                stream.flush()
            os._exit(self.code)


def _usage(error: CycloptsError) -> InputError:
    message = str(error)
    if isinstance(error, UnusedCliTokensError):
        surplus = " ".join(error.unused_tokens or [])
        message = f"There is nothing to do with {surplus!r}; a name with spaces needs quotes."
    command = " ".join([APPLICATION, *(error.command_chain or ())])
    return InputError(message, hint=f"See: {command} --help")


def _surprise(
    as_json: bool,  # noqa: FBT001 (bound before Python calls it with the rest)
    kind: type[BaseException],
    error: BaseException,
    _trace: TracebackType | None,
) -> None:
    """What a person sees of a fault of the program itself; the exit code is then Python's, 1."""
    if issubclass(kind, KeyboardInterrupt):
        _tell("interrupted", *INTERRUPTED, as_json=as_json)
        return
    message = f"A fault of the program: {kind.__name__}: {error}".partition("\n")[0]
    hint = "Run it again with --debug and report what it prints."
    _tell("fault", f"{message.rstrip('.')}.", hint, as_json=as_json)


def _complain(error: CoursewrightError, *, as_json: bool) -> None:
    _tell(error.code, error.message, error.hint, as_json=as_json)


def _tell(code: str, message: str, hint: str, *, as_json: bool) -> None:
    message, hint = one_line(message), one_line(hint)
    if as_json:
        document = {"error": {"code": code, "message": message, "hint": hint}}
        write_out(json.dumps(document, ensure_ascii=False) + "\n")
    LastingConsole(stderr=True, soft_wrap=True, highlight=False, markup=False, emoji=False).print(
        f"{APPLICATION}: {message} {hint}".rstrip()
    )


if __name__ == "__main__":
    run()
