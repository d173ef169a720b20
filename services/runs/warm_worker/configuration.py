"""What a work pool of the type ``coursewright`` lets people set, and how it reaches a run."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from prefect.workers.base import BaseJobConfiguration, BaseVariables, BaseWorkerResult
from pydantic import Field, PrivateAttr

if TYPE_CHECKING:
    from prefect.client.schemas.objects import FlowRun
    from prefect.client.schemas.responses import DeploymentResponse

LOGGER = logging.getLogger(__name__)
TIMEOUT = "How long a run may take, in seconds; never longer than the worker's own limit."


class WarmJobConfiguration(BaseJobConfiguration):
    """One run's configuration."""

    timeout_seconds: float | None = Field(default=None, gt=0, description=TIMEOUT)
    _entrypoint: str = PrivateAttr(default="")

    @property
    def entrypoint(self) -> str:
        """Where the deployment says its flow is; empty without a deployment."""
        return self._entrypoint

    def prepare_for_flow_run(
        self,
        flow_run: FlowRun,
        deployment: DeploymentResponse | None = None,
        *arguments: Any,
        **named: Any,
    ) -> None:
        """Take the entrypoint from the deployment. Called by Prefect's worker before each run."""
        if self.env or self.command:
            LOGGER.warning(
                "Run %s: env and command do nothing here, for all runs share one process.",
                flow_run.id,
            )
        if deployment is not None:
            self._entrypoint = deployment.entrypoint or ""
        super().prepare_for_flow_run(flow_run, deployment, *arguments, **named)


class WarmVariables(BaseVariables):
    """The form a work pool of this type shows."""

    timeout_seconds: float | None = Field(default=None, gt=0, description=TIMEOUT)


class WarmResult(BaseWorkerResult):
    """How a run ended: status code 0 when the server knows what became of it."""
