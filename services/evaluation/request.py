"""What a person asks for who evaluates or optimises prompts."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from core.request import EMBEDDED_MODEL

VERTEX = "vertex"
"""The candidates come from Vertex AI's prompt optimizer."""


class EvaluationRequest(BaseModel):
    """Templates to be evaluated on the golden samples."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    types: Annotated[
        tuple[str, ...], Field(description="Content types, by name; all when empty")
    ] = ()
    model: Annotated[
        str, Field(min_length=2, max_length=200, description="Model that answers the prompts")
    ] = EMBEDDED_MODEL
    templates: Annotated[
        str | None,
        Field(
            max_length=4096,
            description="A folder with other templates, TYPE/draft.md.j2, to evaluate instead",
        ),
    ] = None
    budget_usd: Annotated[
        float | None, Field(gt=0, le=100_000, description="What the model calls may cost in all")
    ] = None
    use_cache: Annotated[bool, Field(description="Take finished model answers from the cache")] = (
        True
    )
    tenant: Annotated[
        str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$", description="Whose request this is")
    ] = "local"


class OptimizationRequest(BaseModel):
    """Candidates to be compared with the templates in use."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    types: Annotated[
        tuple[str, ...], Field(description="Content types, by name; all when empty")
    ] = ()
    model: Annotated[
        str, Field(min_length=2, max_length=200, description="Model that answers the prompts")
    ] = EMBEDDED_MODEL
    candidate: Annotated[
        str,
        Field(
            max_length=4096,
            description='"vertex", a template for the one type named, or a folder with '
            "TYPE/draft.md.j2",
        ),
    ]
    output: Annotated[
        str, Field(max_length=4096, description="New or empty folder for report and proposals")
    ]
    budget_usd: Annotated[
        float | None, Field(gt=0, le=100_000, description="What the model calls may cost in all")
    ] = None
    use_cache: Annotated[bool, Field(description="Take finished model answers from the cache")] = (
        True
    )
    tenant: Annotated[
        str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$", description="Whose request this is")
    ] = "local"
