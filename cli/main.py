"""The command ``coursewright``: its sub-commands, and how errors reach the person."""

from __future__ import annotations

import importlib.metadata
import json
import sys

from cyclopts import App, CycloptsError
from rich.console import Console

from cli.exits import Exit
from core.errors import CoursewrightError
from core.settings import APPLICATION

HELP = """Turn a source into a learning pack whose every claim carries evidence.

Exit codes: 0 complete, 2 bad input or usage, 3 partial (some content is missing),
4 failed, 130 interrupted.
"""

app = App(
    name=APPLICATION,
    help=HELP,
    version=lambda: importlib.metadata.version(APPLICATION),
    version_flags=["--version"],
    result_action="return_value",
    suppress_keyboard_interrupt=False,  # the person is told that nothing finished is lost
)
# By name, so that a command's imports are only paid for by that command.
app.command("cli.generate:generate", name="generate", help="Make a learning pack from a source.")
app.command("cli.types:types", name="types", help="List the content types.")
app.command("cli.types:schema", name="schema", help="Print the JSON Schema of pack.json.")
app.command("cli.server:app", name="server", help="Start, look at or stop the Prefect server.")
app.command("cli.doctor:app", name="doctor", help="Check what is installed and reachable.")


def main(arguments: list[str]) -> int:
    """Run one command and return its exit code. ``--debug`` anywhere shows tracebacks."""
    debug = "--debug" in arguments
    rest = [argument for argument in arguments if argument != "--debug"]
    try:
        result = app(rest, exit_on_error=False, print_error=False)
    except CoursewrightError as error:
        if debug:
            raise
        _complain(error, as_json="--json" in rest)
        return Exit.of(error)
    except CycloptsError as error:
        _say(f"{' '.join(str(error).split())} See: {APPLICATION} --help")
        return Exit.BAD_INPUT
    except KeyboardInterrupt:
        _say("Interrupted. What was finished is kept: run the same command again to go on.")
        return Exit.INTERRUPTED
    return result if isinstance(result, int) else Exit.COMPLETE


def run() -> None:
    """The console script."""
    sys.exit(main(sys.argv[1:]))


def _complain(error: CoursewrightError, *, as_json: bool) -> None:
    if as_json:
        document = {"error": {"code": error.code, "message": error.message, "hint": error.hint}}
        sys.stdout.write(json.dumps(document, ensure_ascii=False) + "\n")
    _say(str(error))


def _say(line: str) -> None:
    Console(stderr=True, soft_wrap=True, highlight=False, markup=False).print(
        f"{APPLICATION}: {' '.join(line.split())}"
    )


if __name__ == "__main__":
    run()
