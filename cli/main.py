"""The command ``coursewright``: its sub-commands, and how errors reach the person."""

from __future__ import annotations

import importlib.metadata
import json
import sys
from typing import Annotated

from cyclopts import App, CycloptsError, Parameter
from rich.console import Console

from cli.doctor import doctor_command
from cli.exits import Exit
from cli.generate import generate
from cli.server import server
from cli.types import schema, types
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
)
app.command(generate)
app.command(types)
app.command(schema)
app.command(server)
app.command(doctor_command, name="doctor")


@app.meta.default
def _launch(
    *tokens: Annotated[str, Parameter(show=False, allow_leading_hyphen=True)],
) -> object:
    return app(tokens, exit_on_error=False, print_error=False)


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
