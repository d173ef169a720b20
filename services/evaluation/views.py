"""The reports as Markdown: the artifact in the Prefect UI, and ``report.md``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.request import EMBEDDED_MODEL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from services.evaluation.comparing import Comparison
    from services.evaluation.figures import Figures
    from services.evaluation.report import Evaluation, Optimization

HEADINGS = (
    "Contract",
    "Evidence",
    "Score",
    "Errors + warnings",
    "Tokens in",
    "Tokens out",
    "Cost",
)
"""Of the columns `cells` fills; errors and warnings are for one artifact."""

WORDING_UNREAD = (
    "The embedded model composes by content type and does not read a prompt's wording: its figures "
    "check the machinery. Evaluate with a language model before taking a proposal over."
)

RULE = (
    "A candidate is proposed when its score, its contract pass rate and its evidence rate are not "
    "lower and its tokens are fewer, on the same samples. Nothing is overwritten: a person takes a "
    "proposal over, or does not."
)


def cells(figures: Figures) -> tuple[str, ...]:
    """The figures as a person reads them, one text for each of `HEADINGS`."""
    usage = figures.usage
    return (
        f"{figures.contract_pass_rate:.0%}",
        f"{figures.evidence_rate:.1%}",
        f"{figures.score:.1f}",
        f"{_mean(figures.errors_per_artifact)} + {_mean(figures.warnings_per_artifact)}",
        f"{usage.input_tokens:,}",
        f"{usage.output_tokens:,}",
        "unknown" if usage.cost_usd is None else f"${usage.cost_usd:.4f}",
    )


def evaluation_markdown(evaluation: Evaluation) -> str:
    """The evaluation as a document of its own."""
    rows = [(each.content_type, *cells(each)) for each in evaluation.figures]
    failures = [line for each in evaluation.figures for line in _failures(each, "")]
    return _document(
        f"Evaluation of the prompts with {evaluation.model}",
        _head(evaluation),
        _table(("Content", *HEADINGS), rows),
        _list("Answers that no content came of", failures),
    )


def optimization_markdown(optimization: Optimization) -> str:
    """The optimisation as a document of its own."""
    rows = [
        (each.content_type, which, *cells(figures))
        for each in optimization.comparisons
        for which, figures in (("current", each.current), ("candidate", each.candidate))
        if figures is not None
    ]
    failures = [
        line
        for each in optimization.comparisons
        for which, figures in (("current", each.current), ("candidate", each.candidate))
        if figures is not None
        for line in _failures(figures, f" ({which})")
    ]
    return _document(
        f"Candidates for prompts, with {optimization.model}",
        _head(optimization),
        RULE,
        _list("What is proposed", [_verdict(each) for each in optimization.comparisons]),
        _table(("Content", "Template", *HEADINGS), rows),
        _list("Answers that no content came of", failures),
    )


def _head(report: Evaluation | Optimization) -> str:
    samples = ", ".join(report.samples)
    cost = "unknown" if report.spent.cost_usd is None else f"${report.spent.cost_usd:.4f}"
    text = f"Golden samples: {samples}. Paid for in this run: {report.spent.calls} calls, {cost}."
    if report.prices:
        text += f" Prices: {report.prices}."
    return f"{text}\n\n{WORDING_UNREAD}" if report.model == EMBEDDED_MODEL else text


def _verdict(comparison: Comparison) -> str:
    name = f"**{_plain(comparison.content_type)}** (from {_plain(comparison.origin)})"
    if comparison.proposal:
        return f"{name}: proposed, see `{comparison.proposal}`. {_plain(comparison.reason)}"
    return f"{name}: not proposed. {_plain(comparison.reason)}"


def _failures(figures: Figures, which: str) -> list[str]:
    return [
        f"{_plain(figures.content_type)}{which}, {each.sample}: {_plain(each.error)}"
        for each in figures.judgements
        if not each.passed
    ]


def _mean(number: float | None) -> str:
    return "-" if number is None else f"{number:.1f}"


def _document(title: str, *parts: str) -> str:
    return "\n\n".join((f"# {_plain(title)}", *(part for part in parts if part))) + "\n"


def _list(heading: str, items: Sequence[str]) -> str:
    return "\n".join((f"## {heading}", "", *(f"- {item}" for item in items))) if items else ""


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    if not rows:
        return ""
    lines = [[_plain(cell) for cell in line] for line in (head, *rows)]
    lines.insert(1, ["---"] * len(head))
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def _plain(text: str) -> str:
    """The text on one line, without markup: a model's words may stand in it."""
    escaped = "".join(f"\\{c}" if c in "\\`*_[]<>|#" else c for c in text)
    return " ".join(escaped.split())
