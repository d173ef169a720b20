"""The flows a warm worker may run, each loaded once."""

from __future__ import annotations

import asyncio
import importlib
from typing import TYPE_CHECKING, Any, cast

from prefect import Flow

from core.errors import RunServiceError

if TYPE_CHECKING:
    from collections.abc import Sequence

FLOW_PACKAGES = ("flows",)


def module_and_name(entrypoint: str) -> tuple[str, str]:
    """The module and the flow an entrypoint names.

    Args:
        entrypoint: ``flows/generate_content.py:generate_content``, or the same with the module's
            dotted name, with ``:`` or ``.`` before the flow.

    Raises:
        RunServiceError: It is neither.
    """
    place, colon, name = entrypoint.rpartition(":")
    if not colon:
        place, _, name = entrypoint.rpartition(".")
    module = place.removeprefix("./").removesuffix(".py").replace("/", ".")
    if not name.isidentifier() or not all(part.isidentifier() for part in module.split(".")):
        raise RunServiceError(
            f"The deployment's entrypoint {entrypoint!r} names no flow.",
            hint="It has to look like flows/generate_content.py:generate_content.",
        )
    return module, name


class FlowRegistry:
    """Flows by their entrypoint, imported under their own names and kept.

    Args:
        packages: Where flows may come from. An entrypoint comes from the server, and importing runs
            code: nothing else is imported.
    """

    def __init__(self, packages: Sequence[str] = FLOW_PACKAGES) -> None:
        self._packages = tuple(packages)
        self._flows: dict[str, Flow[..., Any]] = {}

    async def flow(self, entrypoint: str) -> Flow[..., Any]:
        """The flow, imported off the event loop the first time.

        Raises:
            RunServiceError: There is no such flow, or it is not one this worker can run.
        """
        if entrypoint not in self._flows:
            self._flows[entrypoint] = await asyncio.to_thread(self.load, entrypoint)
        return self._flows[entrypoint]

    def load(self, entrypoint: str) -> Flow[..., Any]:
        """Import the flow.

        Raises:
            RunServiceError: There is no such flow, or it is not one this worker can run.
        """
        module, name = module_and_name(entrypoint)
        if not any(module == each or module.startswith(f"{each}.") for each in self._packages):
            raise RunServiceError(
                f"This worker runs no flows of {module!r}.",
                hint=f"It runs those in: {', '.join(self._packages)}.",
            )
        try:
            flow: Any = getattr(importlib.import_module(module), name)
        except (ImportError, AttributeError) as error:
            raise RunServiceError(
                f"The flow {entrypoint!r} cannot be loaded: {error}.",
                hint="Deploy it again from the version that is installed here.",
            ) from error
        if not isinstance(flow, Flow) or not flow.isasync or flow.isgenerator:
            raise RunServiceError(
                f"{entrypoint!r} is no asynchronous flow.",
                hint="Other flows need a work pool of the type process.",
            )
        return cast("Flow[..., Any]", flow)
