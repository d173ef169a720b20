"""What an evaluation or an optimisation comes to: the document that ``report.json`` holds."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, TypedDict

from pydantic import BaseModel, ConfigDict, Field

from core.artifact import Usage
from services.evaluation.comparing import Comparison
from services.evaluation.figures import Figures


class RunFacts(TypedDict):
    """What every report says of its run; the fields are those of the report."""

    model: str
    samples: tuple[str, ...]
    spent: Usage
    prices: str
    created_at: datetime
    flow_run_id: str | None
    product_version: str


class _Report(BaseModel):
    model_config = ConfigDict(frozen=True)

    model: Annotated[str, Field(description="The model that was asked")]
    samples: Annotated[tuple[str, ...], Field(description="Names of the golden samples")]
    spent: Annotated[Usage, Field(description="What this run paid for, failed calls too")]
    prices: Annotated[str, Field(description="Table of the prices, with its date")]
    created_at: datetime
    flow_run_id: str | None
    product_version: str


class Evaluation(_Report):
    """Figures of one template for each content type."""

    templates: Annotated[
        str | None, Field(description="Folder of the templates; None for those in use")
    ]
    figures: tuple[Figures, ...]


class Optimization(_Report):
    """Template in use and candidate, for each content type."""

    comparisons: tuple[Comparison, ...]
    output: Annotated[str, Field(description="Folder of report and proposals")]

    @property
    def proposed(self) -> tuple[Comparison, ...]:
        """Those that a person should look at."""
        return tuple(each for each in self.comparisons if each.proposed)
