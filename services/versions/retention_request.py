"""What the retention flow is asked for, and what it says of each version."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from core.request import EMBEDDED_MODEL


class RetentionRequest(BaseModel):
    """Which versions may go; what is left out comes from the settings."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    max_age_days: Annotated[
        int | None, Field(ge=1, description="Older versions go; the settings' when left out")
    ] = None
    max_versions: Annotated[
        int | None, Field(ge=1, description="Of one pack; the settings' when left out")
    ] = None
    tenant: Annotated[
        str | None,
        Field(pattern=r"^[a-z0-9][a-z0-9-]{0,62}$", description="Whose; everybody's when left out"),
    ] = None
    delete: Annotated[
        bool, Field(description="Let them go; otherwise they are only shown (dry run)")
    ] = False

    @property
    def model(self) -> str:
        """No model is asked; runs are tagged with the embedded one."""
        return EMBEDDED_MODEL


class ExpiredVersion(BaseModel):
    """A version that goes."""

    model_config = ConfigDict(frozen=True)

    tenant: str
    version_id: str
    number: int
    title: str
    created_at: datetime
    deleted: bool
