"""Makes model calls through the product's own task, many in one process, and says how it went.

Each line on standard input is a list of names; the calls of those names are made at once, in one
flow run. Calls of one name are equal calls. The answer is a line: how many were made and how many
came from the cache, what failed, and the seconds it took. The model adds a line with the name to
the file in CALLING_JOURNAL before it thinks for CALLING_SECONDS.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.model_call import CallOptions, ModelCall, Prompt
from core.settings import settings
from services.runs.client import become_client

if TYPE_CHECKING:
    from pydantic_ai.messages import ModelMessage
    from pydantic_ai.models import Model
    from pydantic_ai.models.function import AgentInfo

API_URL = os.environ["PREFECT_API_URL"]
JOURNAL = Path(os.environ["CALLING_JOURNAL"])
SECONDS = float(os.environ.get("CALLING_SECONDS", "0"))
MODEL = "noting"
become_client(settings(), API_URL)

from services.models import open_session, register_model  # noqa: E402 (after Prefect's environment)
from services.results.storage import result_storage  # noqa: E402 (as above)
from services.runs.inline import untagged  # noqa: E402 (as above)
from services.runs.quick_flow import quick_flow  # noqa: E402 (as above)
from tasks.call_model import call_model  # noqa: E402 (as above)
from tasks.sealed import Sealed  # noqa: E402 (as above)


def _note(name: str) -> None:
    with JOURNAL.open("a") as journal:
        journal.write(f"{name}\n")


def noting_model(_catalog: object) -> Model:
    """Notes the call, thinks, and answers with its name."""
    from pydantic_ai.messages import ModelResponse, TextPart  # noqa: PLC0415 (as late as the product's)
    from pydantic_ai.models.function import FunctionModel  # noqa: PLC0415 (as above)

    async def answer(messages: list[ModelMessage], _info: AgentInfo) -> ModelResponse:
        name = str(messages[-1].parts[-1].content).split()[-1]
        _note(name)
        await asyncio.sleep(SECONDS)
        return ModelResponse(parts=[TextPart(content=name)], finish_reason="stop")

    return FunctionModel(answer, model_name=MODEL)


def _call(name: str) -> ModelCall:
    return ModelCall(
        tenant="local",
        content_type="faqs",
        step="draft",
        model=MODEL,
        fallbacks=(),
        options=CallOptions(max_output_tokens=1000, timeout_seconds=120.0),
        model_code="",
        schema_sha256="s",
        source_sha256="t",
        prompt=Prompt("Instructions", "Source", f"\n{name}"),
    )


@quick_flow(name="calling", persist_result=False, result_storage=result_storage())
async def calling(names: list[str]) -> dict[str, Any]:
    """Make the calls at once."""
    with untagged():
        async with open_session() as session:
            calls = [(Sealed(_call(name)), Sealed(session)) for name in names]
            states = await asyncio.gather(*(call_model(*call, return_state=True) for call in calls))
    answers = [await state.aresult(raise_on_failure=False) for state in states]
    failed = [
        f"{state.name}: {answer!r}"
        for name, state, answer in zip(names, states, answers, strict=True)
        if getattr(answer, "text", None) != name
    ]
    return {"states": Counter(str(state.name) for state in states), "failed": failed}


async def main() -> None:
    """Answer every line, one after the other, on one event loop."""
    register_model(MODEL, noting_model)
    print("ready", flush=True)  # noqa: T201 (the protocol)
    for line in sys.stdin:
        started = time.perf_counter()
        made = await calling(json.loads(line))
        made["seconds"] = time.perf_counter() - started
        print(json.dumps(made), flush=True)  # noqa: T201 (the protocol)


if __name__ == "__main__":
    asyncio.run(main())
