"""How much of a pack's input a provider has to read anew, when the calls share their beginning.

A pack of a 20-page source by Gemini's protocol, counted by the stand-in provider (a token is four
characters; a common beginning counts as read when an earlier call has ended, as providers do it).
Naive is the same pack with every prompt read whole. Side by side:

* explicit: with the context cache that a pack makes at Vertex AI, what making it took included;
* implicit: without, as at any provider that reuses common beginnings by itself.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests" / "support"))

from standin.server import StandIn  # noqa: E402 (it is a part of the tests)
from textbook import WORDS_A_PAGE, textbook  # noqa: E402 (see above)

from core.request import ContentRequest  # noqa: E402 (see above)
from core.settings import Settings, set_environment, settings  # noqa: E402 (see above)
from services.runs.client import become_client  # noqa: E402 (see above)
from services.runs.local_server import begin_start, stop  # noqa: E402 (see above)

PAGES = 20
MODEL = "google-cloud:gemini-2.5-flash"


async def make(request: ContentRequest, api_url: str) -> None:
    """One pack, nothing from our own cache."""
    from flows.generate_content import generate_content  # noqa: PLC0415 (after the environment)
    from services.runs.inline import run_inline  # noqa: PLC0415 (after the environment)

    made = (await run_inline(generate_content, request, api_url)).value
    if made.state != "complete":
        raise SystemExit(f"The pack is {made.state}: {made.errors}")


def measure(standin: StandIn, home: Settings, api_url: str) -> dict[str, float]:
    """The pack made both ways."""
    source = home.home / "textbook.md"
    source.write_text(textbook(PAGES * WORDS_A_PAGE))
    figures: dict[str, float] = {}
    for name, kept in (("implicit", "false"), ("explicit", "true")):
        set_environment({"COURSEWRIGHT_CONTEXT_CACHE": kept})
        settings.cache_clear()
        standin.reset()
        request = ContentRequest.model_validate(
            {
                "source": {"path": str(source)},
                "model": MODEL,
                "use_cache": False,
                "output": str(home.home / "pack"),
            }
        )
        asyncio.run(make(request, api_url))
        stats = standin.stats()
        anew = stats["uncached_tokens"] + stats["kept_tokens"]
        figures[f"{name}_over_naive"] = anew / stats["input_tokens"]
        figures[f"{name}_input_tokens"] = anew
        figures["naive_input_tokens"] = stats["input_tokens"]
    return {"uncached_input_tokens_over_naive": figures.pop("explicit_over_naive"), **figures}


def main() -> None:
    """Measure, print the table, and the figures as the last line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="the same: counts are not noisy")
    quick = parser.parse_args().quick
    with tempfile.TemporaryDirectory() as folder, StandIn(warm=True) as standin:
        home = Settings(home=Path(folder))
        set_environment({"COURSEWRIGHT_HOME": folder, **standin.google_environment(Path(folder))})
        settings.cache_clear()
        try:
            api_url = begin_start(home).wait().api_url
            become_client(home, api_url)
            figures = measure(standin, home, api_url)
        finally:
            stop(home)
    for name, value in figures.items():
        print(f"{name:<36}{value:12,.2f}")
    rounded = {name: round(value, 3) for name, value in figures.items()}
    print(json.dumps({"benchmark": "prefix", "quick": quick, "figures": rounded}))


if __name__ == "__main__":
    main()
