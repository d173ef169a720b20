"""The table of figures that is kept beside the tests: what the prompts and the check were worth.

An evaluation is held against it, and what has become worse is named. Tokens and prices are not in
it: they belong to a provider's day.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from core.errors import InputError, OutputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from services.evaluation.figures import Figures

DIGITS = 4
"""Of a figure after the point: less than one finding of one artifact makes."""

_HIGHER_IS_BETTER = {
    "contract_pass_rate": "contract pass rate",
    "evidence_rate": "evidence rate",
    "score": "score",
}
_LOWER_IS_BETTER = {
    "errors_per_artifact": "errors for one artifact",
    "warnings_per_artifact": "warnings for one artifact",
}


class TableRow(BaseModel):
    """One content type's figures, as in `Figures`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    contract_pass_rate: Annotated[float, Field(ge=0, le=1)]
    evidence_rate: Annotated[float, Field(ge=0, le=1)]
    score: Annotated[float, Field(ge=0, le=100)]
    errors_per_artifact: Annotated[
        float | None, Field(ge=0, description="None: no artifact was made")
    ]
    warnings_per_artifact: Annotated[
        float | None, Field(ge=0, description="None: no artifact was made")
    ]

    @classmethod
    def of(cls, figures: Figures) -> Self:
        """The row of these figures."""
        values: dict[str, float | None] = {
            name: getattr(figures, name) for name in (*_HIGHER_IS_BETTER, *_LOWER_IS_BETTER)
        }
        return cls.model_validate(
            {name: None if each is None else round(each, DIGITS) for name, each in values.items()}
        )


class Table(BaseModel):
    """Figures by content type, of one model on one set of golden samples."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: str
    samples: tuple[str, ...]
    types: dict[str, TableRow]


def table_of(model: str, samples: Iterable[str], figures: Iterable[Figures]) -> Table:
    """The table of an evaluation."""
    rows = {each.content_type: TableRow.of(each) for each in figures}
    return Table(model=model, samples=tuple(samples), types=rows)


def read_table(path: Path) -> Table:
    """The table that a file holds.

    Raises:
        InputError: There is no such file, or it holds no table.
    """
    try:
        return Table.model_validate_json(path.read_bytes())
    except OSError as error:
        reason = error.strerror or str(error)
        raise InputError(f"The table {path} cannot be read: {reason}.") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise InputError(
            f"{path} holds no table of an evaluation: {first['msg'].lower()}.",
            hint="Write it anew: coursewright prompts evaluate --table FILE",
        ) from error


def write_table(table: Table, path: Path) -> None:
    """Write the table as indented JSON; what was there is replaced.

    Raises:
        OutputError: It cannot be written.
    """
    try:
        path.write_text(f"{table.model_dump_json(indent=1)}\n", encoding="utf-8", newline="\n")
    except OSError as error:
        reason = error.strerror or str(error)
        raise OutputError(f"The table {path} cannot be written: {reason}.") from error


def worse(before: Table, now: Table) -> tuple[str, ...]:
    """What has become worse, each in one sentence; nothing when all is as good or better.

    A table of another model or other samples cannot be compared, and a type that is in one of the
    tables only was not: both are named too.
    """
    if before.model != now.model:
        return (f"The table is of the model {before.model}, not of {now.model}.",)
    if before.samples != now.samples:
        return ("The table is of other golden samples.",)
    return (
        *(f"{name}: is not in the table." for name in now.types if name not in before.types),
        *(f"{name}: was not evaluated." for name in before.types if name not in now.types),
        *_worse_rows(before.types, now.types),
    )


def _worse_rows(before: Mapping[str, TableRow], now: Mapping[str, TableRow]) -> Iterable[str]:
    for name in before:
        if name not in now:
            continue
        for field, what in (_HIGHER_IS_BETTER | _LOWER_IS_BETTER).items():
            then, today = getattr(before[name], field), getattr(now[name], field)
            if then is None or today is None:
                continue  # no artifact: the contract pass rate says so
            if (today < then) if field in _HIGHER_IS_BETTER else (today > then):
                yield f"{name}: {what} {today:g}, was {then:g}."
