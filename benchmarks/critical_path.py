"""What a pack takes beyond its model calls, when these take as long as they take.

A stand-in provider answers the outline after 2 s and each content type after 5 s, so no pack can
be had in less than 7 s. Side by side, interleaved, medians:

* pack: the flow as it runs in production (a Prefect server on SQLite, every step recorded,
  answers persisted, checks, files written);
* asyncio: the same prompts through the same client library, gathered by hand, nothing else.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests" / "support"))

from standin.server import StandIn  # noqa: E402 (it is a part of the tests)

from core.request import ContentRequest  # noqa: E402 (see above)
from core.settings import Settings, set_environment, settings  # noqa: E402 (see above)
from services.runs.client import become_client  # noqa: E402 (see above)
from services.runs.local_server import begin_start, stop  # noqa: E402 (see above)

SOURCE = ROOT / "examples" / "photosynthesis.md"
MODEL = "openai:gpt-5-mini"
OUTLINE_SECONDS, TYPE_SECONDS = 2.0, 5.0
CRITICAL_PATH_SECONDS = OUTLINE_SECONDS + TYPE_SECONDS


async def pack(request: ContentRequest, api_url: str) -> None:
    """The whole flow."""
    from flows.generate_content import generate_content  # noqa: PLC0415 (after the environment)
    from services.runs.inline import run_inline  # noqa: PLC0415 (after the environment)

    made = (await run_inline(generate_content, request, api_url)).value
    if made.state != "complete":
        raise SystemExit(f"The pack is {made.state}: {made.errors}")


async def bare(request: ContentRequest) -> None:
    """The same calls, gathered."""
    from openai import AsyncOpenAI  # noqa: PLC0415 (after the environment)

    from prompts.catalog import content_types  # noqa: PLC0415 (after the environment)
    from prompts.rendering import render_draft, render_opening  # noqa: PLC0415 (as above)
    from services.sources import read_source  # noqa: PLC0415 (after the environment)

    source = await read_source(request.source, settings())
    opening = render_opening(source, request, source.language)
    outline_type, *types = content_types().values()
    async with AsyncOpenAI(max_retries=0) as client:

        async def ask(content_type: Any, outline: dict[str, Any]) -> dict[str, Any]:
            prompt = render_draft(content_type, opening, request, source.language, outline)
            answer = await client.chat.completions.create(
                model=MODEL.partition(":")[2],
                messages=[
                    {"role": "system", "content": prompt.instructions},
                    {"role": "user", "content": prompt.text},
                ],
            )
            return json.loads(answer.choices[0].message.content or "")

        outline = await ask(outline_type, {})
        await asyncio.gather(*(ask(each, outline) for each in types))


async def measure(standin: StandIn, api_url: str, out: Path, rounds: int) -> dict[str, float]:
    """All figures; every round measures each thing once, in turn."""
    request = ContentRequest.model_validate(
        {"source": {"path": str(SOURCE)}, "model": MODEL, "use_cache": False, "output": str(out)}
    )
    await pack(request, api_url)
    await bare(request)
    standin.script(latency={"outline": OUTLINE_SECONDS, "*": TYPE_SECONDS})
    seconds: dict[str, list[float]] = {"pack": [], "asyncio": []}
    for _ in range(rounds):
        for name, making in (("pack", pack(request, api_url)), ("asyncio", bare(request))):
            started = time.perf_counter()
            await making
            seconds[name].append(time.perf_counter() - started)
    return {
        **{
            f"{name}_over_critical_path": statistics.median(values) / CRITICAL_PATH_SECONDS
            for name, values in seconds.items()
        },
        **{f"{name}_seconds": statistics.median(values) for name, values in seconds.items()},
    }


def main() -> None:
    """Measure, print the table, and the figures as the last line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one round: noisy, under a minute")
    quick = parser.parse_args().quick
    with tempfile.TemporaryDirectory() as folder, StandIn(warm=True) as standin:
        home = Settings(home=Path(folder))
        set_environment({"COURSEWRIGHT_HOME": folder, **standin.openai_environment()})
        settings.cache_clear()
        try:
            api_url = begin_start(home).wait().api_url
            become_client(home, api_url)
            figures = asyncio.run(
                measure(standin, api_url, Path(folder) / "pack", rounds=1 if quick else 5)
            )
        finally:
            stop(home)
    for name, value in figures.items():
        print(f"{name:<28}{value:8.2f}")
    rounded = {name: round(value, 3) for name, value in figures.items()}
    print(json.dumps({"benchmark": "critical_path", "quick": quick, "figures": rounded}))


if __name__ == "__main__":
    main()
