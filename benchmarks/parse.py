"""What becomes of broken answers, parser by parser. See README.md here.

Every answer of ``tests/contract/answers`` is read by the product's parser and, beside it, by
``json.loads``, ``pydantic_core.from_json`` and, where it is installed, ``json_repair``:

* right: the value of the corpus, or an error where only an error is right;
* wrongly raises: an error where there is a right value;
* silently wrong: a value that is not the right one, or any where only an error is right.

Then texts of up to a megabyte made to hurt a parser, each read once by the product's parser. The
others get no fence taken off and no finish reason, because they know of neither.
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
import time
from collections import Counter
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pydantic_core

from core.errors import CoursewrightError, InsufficientSourceError
from services.answers import read_answer
from services.answers.repairing import MAX_REPAIR_CHARACTERS

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "support"))
from answer_corpus import MEGABYTE, Case, cases, hostile

if TYPE_CHECKING:
    from collections.abc import Callable

OURS = "coursewright"
OUTCOMES = ("right", "wrongly raises", "silently wrong")
QUADRATIC = {"json_repair": 20_000}
"""Characters up to which a parser is given a case, where it would take minutes over more."""


def ours(case: Case) -> Any:
    """The product's parser; a source that is too small is read as the object it is."""
    try:
        return read_answer(case.text, finish_reason=case.finish_reason).content
    except InsufficientSourceError:
        return case.value


def parsers() -> dict[str, Callable[[Case], Any]]:
    """Every parser of this environment, by name."""
    found: dict[str, Callable[[Case], Any]] = {
        OURS: ours,
        "json.loads": lambda case: json.loads(case.text),
        "pydantic_core": lambda case: pydantic_core.from_json(
            case.text.encode(errors="surrogatepass")
        ),
    }
    if find_spec("json_repair"):
        json_repair = importlib.import_module("json_repair")
        found["json_repair"] = lambda case: json_repair.loads(case.text)
    return found


def outcome(parse: Callable[[Case], Any], case: Case) -> str:
    """One of `OUTCOMES`."""
    try:
        value = parse(case)
    except (CoursewrightError, ValueError, RecursionError):
        return "right" if case.value is None else "wrongly raises"
    right = case.value is not None and written(value) == written(case.value)
    return "right" if right else "silently wrong"


def written(value: Any) -> str:
    """The value as JSON: tells 1, 1.0 and true apart."""
    return json.dumps(value)


def worst(sizes: tuple[int, ...]) -> tuple[float, str]:
    """Seconds of the slowest text made to hurt, and its name."""
    slowest = (0.0, "")
    for size in sizes:
        for name, text in hostile(size).items():
            started = time.perf_counter()
            with suppress(CoursewrightError):
                read_answer(text)
            slowest = max(slowest, (time.perf_counter() - started, f"{name}, {size} characters"))
    return slowest


def judge(corpus: list[Case]) -> dict[str, dict[Case, str]]:
    """Each parser's outcome of each case it was given."""
    return {
        name: {
            case: outcome(parse, case)
            for case in corpus
            if len(case.text) <= QUADRATIC.get(name, len(case.text))
        }
        for name, parse in parsers().items()
    }


def print_cases(judged: dict[str, dict[Case, str]]) -> None:
    """A line for each case."""
    print(f"{'case':<44}" + "".join(f"{name:<16}" for name in judged))
    for case in judged[OURS]:
        row = "".join(f"{outcomes.get(case, '(too long)'):<16}" for outcomes in judged.values())
        print(f"{case.kind + '/' + case.id:<44}{row}")
    print()


def print_table(judged: dict[str, dict[Case, str]]) -> None:
    """Outcomes by kind: right / wrongly raises / silently wrong."""
    kinds = Counter(case.kind for case in judged[OURS])
    print(f"{'kind':<18}{'cases':>6}" + "".join(f"{name:>18}" for name in judged))
    for kind in [*kinds, ""]:
        rows = [
            Counter(seen for case, seen in outcomes.items() if kind in {"", case.kind})
            for outcomes in judged.values()
        ]
        shown = "".join(f"{' / '.join(str(row[each]) for each in OUTCOMES):>18}" for row in rows)
        print(f"{kind or 'all':<18}{kinds[kind] or kinds.total():>6}{shown}")
    print("(right / wrongly raises / silently wrong)")


def main() -> None:
    """Judge, print the tables, and the figures as the last line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="hostile texts of a megabyte only")
    parser.add_argument("--cases", action="store_true", help="a line for each case")
    options = parser.parse_args()
    judged = judge(cases())
    if options.cases:
        print_cases(judged)
    print_table(judged)
    sizes = (MEGABYTE,) if options.quick else (MEGABYTE, MAX_REPAIR_CHARACTERS, 4_000)
    seconds, name = worst(sizes)
    print(f"slowest: {seconds:.2f} s ({name})")
    totals = Counter(judged[OURS].values())
    figures = {
        "cases": totals.total(),
        "right": totals["right"],
        "silently_wrong": totals["silently wrong"],
        "worst_seconds": round(seconds, 3),
    }
    print(json.dumps({"benchmark": "parse", "quick": options.quick, "figures": figures}))


if __name__ == "__main__":
    main()
