"""How long a person waits for a pack, beside what cannot be avoided. See README.md here.

Measured side by side, interleaved, medians of whole processes:

* cold: ``coursewright generate`` in a new home, which has to start a server first, over the floor:
  ``import prefect`` plus the same server's start to healthy;
* warm: the same with the server running and nothing taken from the cache, over
  ``python -c "import prefect"``;
* repeated: the same request again, answered by the stored version, over the same.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from core.settings import Settings, child_environment, prefect_environment
from services.runs.local_server import begin_start, stop

if TYPE_CHECKING:
    from collections.abc import Generator

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "examples" / "photosynthesis.md"


def run(arguments: list[str], environment: dict[str, str]) -> float:
    """Wall seconds of one process that must succeed."""
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, *arguments],
        env=child_environment(environment),
        cwd=ROOT,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    return time.perf_counter() - started


def import_prefect(home: Settings) -> float:
    """Wall seconds of ``python -c "import prefect"`` as a client of a server."""
    return run(
        ["-c", "import prefect"],
        {**prefect_environment(home), "PREFECT_API_URL": "http://127.0.0.1:1/api"},
    )


def generate(home: Settings, *options: str) -> float:
    """Wall seconds of one whole ``coursewright generate``."""
    out = home.home / "pack"
    return run(
        ["-m", "cli.main", "generate", str(SOURCE), "--out", str(out), "--json", *options],
        {"COURSEWRIGHT_HOME": str(home.home)},
    )


@contextmanager
def new_home() -> Generator[Settings]:
    """A home that nothing has used; its server is stopped at the end."""
    with tempfile.TemporaryDirectory() as folder:
        home = Settings(home=Path(folder))
        try:
            yield home
        finally:
            stop(home)


def start_server() -> float:
    """Wall seconds from nothing to a healthy server, in a new home."""
    with new_home() as home:
        started = time.perf_counter()
        begin_start(home).wait()
        return time.perf_counter() - started


def cold() -> float:
    """Wall seconds of ``generate`` in a new home."""
    with new_home() as home:
        return generate(home)


def measure(rounds: int) -> dict[str, float]:
    """All figures; every round measures each thing once, in turn."""
    seconds: dict[str, list[float]] = {
        name: [] for name in ("import", "server", "cold", "warm", "repeated")
    }
    with new_home() as warm:
        begin_start(warm).wait()
        import_prefect(warm)
        generate(warm)
        for _ in range(rounds):
            seconds["import"].append(import_prefect(warm))
            seconds["warm"].append(generate(warm, "--no-cache"))
            seconds["repeated"].append(generate(warm))
            seconds["server"].append(start_server())
            seconds["cold"].append(cold())
    median = {name: statistics.median(values) for name, values in seconds.items()}
    return {
        "cold_over_floor": median["cold"] / (median["import"] + median["server"]),
        "warm_over_import": median["warm"] / median["import"],
        "repeated_over_import": median["repeated"] / median["import"],
        **{f"{name}_seconds": value for name, value in median.items()},
    }


def main() -> None:
    """Measure, print the table, and the figures as the last line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one round: noisy, under a minute")
    quick = parser.parse_args().quick
    figures = measure(rounds=1 if quick else 7)
    for name, value in figures.items():
        print(f"{name:<24}{value:8.2f}")
    rounded = {name: round(value, 3) for name, value in figures.items()}
    print(json.dumps({"benchmark": "startup", "quick": quick, "figures": rounded}))


if __name__ == "__main__":
    main()
