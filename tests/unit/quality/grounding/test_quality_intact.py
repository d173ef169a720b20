from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from services.quality.grounding.intact import CHARACTERS, CODE, FORMULA, intact_findings
from services.quality.grounding.marks import formulas_of, identifiers_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.source import Source

MATHS = (
    r"Energy is $E = mc^2$. The mean is $\bar{x} = \frac{1}{n} \sum_{i=1}^{n} x_i$ and the angle "
    r"is $\alpha$. Area: \(A = \pi r^2\). Display: $$\int_0^1 f(x)\,dx = F(1) - F(0)$$ and "
    r"\[a^2 + b^2 = c^2\]."
)
CODED = (
    "Call `read_file(path)` first. The function parse_document returns a DataFrame; "
    "`json.loads(text)` parses it. Set `max_retries = 3`. getUserName() gives the name."
)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Energy is $E = mc^3$ here.", None),
        ("Energy is $E = mc_2$.", FORMULA),
        ("Energy is $E = mc$.", FORMULA),
        ("Energy is $E = mc^2 here.", FORMULA),
        (r"The mean is $\bar{x} = \frac{1}{n} \sum_{i=1}^{n} x_i and more.", FORMULA),
        (r"The mean is $\bar{x} = frac{1}{n} \sum_{i=1}^{n} x_i$.", FORMULA),
        (r"The mean is $\bar{x} = \frac{1}{n} \sum_{i=1} x_i$.", FORMULA),
        ("The angle is $alpha$.", FORMULA),
        (r"Area: \(A = pi r^2\).", FORMULA),
        (r"Display: $$\int_0^1 f(x)\,dx = F(1) + F(0)$$", FORMULA),
        ("The mean is \x0crac{1}{n}.", CHARACTERS),
        ("Angle \theta is \theta.".replace("\\t", "\t"), CHARACTERS),
        ("The sum_{i=1} is taken.", FORMULA),
        ("Triangles: \\[a^2 + b^2 = c\\].", FORMULA),
    ],
)
def test_changed_formula_is_an_error(
    make_source: Callable[..., Source], text: str, name: str | None
) -> None:
    """A mark, a command or a delimiter lost is found; a changed number is another check's."""
    found = intact_findings([("$.a", text)], make_source(MATHS))
    assert {each.expectation for each in found} == ({name} if name else set())
    assert all(each.severity == "error" and each.path == "$.a" for each in found)


@pytest.mark.parametrize(
    "text",
    [
        MATHS,
        "Energy is $E=mc^2$, and so is $ E = mc^2 $.",
        r"Here $\alpha$ and \(\alpha\) are one angle, $r^2$ a part.",
        "It costs $5, and $10.50 for two; US$ 20 for more.",
        "The alpha particle and the sum of both; a frac is no word.",
        r"A formula of its own: $\beta_k \neq \gamma$.",
        "First column\tsecond column",
    ],
)
def test_formula_as_in_the_source_is_intact(make_source: Callable[..., Source], text: str) -> None:
    """White space, parts, prices and formulas that are not the source's are left alone."""
    assert intact_findings([("$.a", text)], make_source(MATHS)) == []


@pytest.mark.parametrize(
    "text",
    [
        "Call `read_fille(path)` first.",
        "Call read_fil to open it.",
        "The function parse_documents_ returns it.",
        "The function parse_documnet returns it.",
        "It returns a DataFarme.",
        "Then `json.load(text)` parses it.",
        "Set `max_retires = 3`.",
        "getUsername() gives it.",
        "`readfile(path)` comes first.",
    ],
)
def test_changed_code_is_an_error(make_source: Callable[..., Source], text: str) -> None:
    """A slip of a character or two in a name or a span is found, once."""
    (finding,) = intact_findings([("$.a", text)], make_source(CODED))
    assert (finding.expectation, finding.severity) == (CODE, "error")


@pytest.mark.parametrize(
    "text",
    [
        CODED,
        "Use `read_file` and `path`; DataFrames are tables.",
        "Set max_retries to `max_retries = 5`.",
        "Call `write_report(name)` last, then toJson(x).",
        "McDonald and YouTube are names, _____ is a gap.",
        "snake_case and camelCase are styles.",
    ],
)
def test_code_as_in_the_source_is_intact(make_source: Callable[..., Source], text: str) -> None:
    """Parts, plurals, other numbers and names of its own are left alone."""
    assert intact_findings([("$.a", text)], make_source(CODED)) == []


def test_plain_source_has_nothing_to_keep_intact(make_source: Callable[..., Source]) -> None:
    """Without formulas and code in the source only lost backslashes can be seen."""
    source = make_source("Bees make honey.")
    assert intact_findings([("$.a", "It costs $5 and read_file is odd.")], source) == []
    (finding,) = intact_findings([("$.a", "a\x08eta")], source)
    assert finding.expectation == CHARACTERS


def test_marks_are_read_from_text() -> None:
    """Formulas without white space, and names that only code has."""
    assert formulas_of(r"$a + b = c$ and \(x\) but $5 and $6") == ["a+b=c", "x"]
    assert identifiers_of("read_file, readFile, load() and Word, iPhone") == [
        "read_file",
        "readFile",
        "load",
        "iPhone",
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (r"The mean is $\frac{a}{b$ here.", 1),
        (r"The root is $\sqrt{x}}$ here.", 1),
        ("It is $I = rac{Q}{t}$.", 1),
        (r"It is $\frac{a}{b}$, and $\{x\}$ is a set.", 0),
        (r"Prices rose from $5 {a} to $6.", 0),
    ],
)
def test_formula_that_cannot_be_right_is_found_without_maths_in_the_source(
    make_source: Callable[..., Source], text: str, found: int
) -> None:
    """A brace that is not closed, and a command that lost its beginning."""
    findings = intact_findings([("$.a", text)], make_source("A source without maths."))
    assert [each.expectation for each in findings] == [FORMULA] * found
