"""Runs the command line with a model ``counting`` that notes each call and does as it is told.

The model answers what the embedded model answers. Each call adds a line with the content type to
the file in COUNTING_JOURNAL before it answers. COUNTING_SECONDS_<TYPE> says how long it thinks,
COUNTING_FAULTS_<TYPE> how its first calls fail: names from FAULTS, separated by commas.
"""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic_ai import exceptions

from cli.main import run
from prompts.catalog import content_types
from services.models import register_model, resolve_model
from services.models.prompt_reader import PromptReader

if TYPE_CHECKING:
    from pydantic_ai.models import Model

JOURNAL = Path(os.environ["COUNTING_JOURNAL"])
FAULTS = {
    "unavailable": exceptions.ModelHTTPError(503, "counting", {"error": "overloaded"}),
    "forbidden": exceptions.ModelAuthenticationError("counting", "the key is not valid"),
}


def _note(name: str) -> int:
    """Note a call; returns how many calls of this type there were before."""
    before = JOURNAL.read_text().split().count(name) if JOURNAL.exists() else 0
    with JOURNAL.open("a") as journal:
        journal.write(f"{name}\n")
    return before


def counting_model(_catalog: object) -> Model:
    """The embedded model, counted, slowed down and failing on demand."""
    from pydantic_ai.models.wrapper import WrapperModel  # noqa: PLC0415 (as late as the product's)

    class Counting(WrapperModel):
        async def request(self, messages, model_settings, model_request_parameters):  # noqa: ANN001, ANN202 (the wrapped method's)
            name = PromptReader(messages[-1].parts[-1].content).value("task")["content_type"]
            before = _note(name)
            await asyncio.sleep(float(os.environ.get(f"COUNTING_SECONDS_{name.upper()}", "0")))
            faults = os.environ.get(f"COUNTING_FAULTS_{name.upper()}", "").split(",")
            if before < len(faults) and faults[before]:
                raise FAULTS[faults[before]]
            return await super().request(messages, model_settings, model_request_parameters)

    return Counting(resolve_model("extractive", content_types))


if __name__ == "__main__":
    register_model("counting", counting_model)
    run()
