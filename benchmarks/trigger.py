"""From trigger to start, and memory for each run: the warm worker beside stock ``serve()``.

A run is asked for over HTTP, and notes when its first line runs. The two take turns on one server.
Then several runs are under way at once: for the warm worker the growth of its resident memory over
the number of runs, for stock the resident memory of the runs' processes over theirs.
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
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import psutil

from core.settings import Settings, child_environment, prefect_environment
from services.runs.local_server import begin_start, stop

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

FLOWS = Path(__file__).with_name("trigger_flows.py")
WORKER = """
import sys
from pathlib import Path
from core.settings import Settings
from services.runs.warm_worker.run import run_worker
run_worker(Settings(home=Path(sys.argv[1])), "trigger-warm", api_url=sys.argv[2],
           packages=("trigger_flows",), preload=("trigger_flows.py:trigger_start",))
"""
POLL_SECONDS = 0.02
PATIENCE_SECONDS = 300
RUNS_AT_ONCE = 4
BYTES_PER_MB = 1024 * 1024


def wait_for(holds: Callable[[], Any]) -> None:
    """Until it holds; a benchmark that cannot go on ends."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        if time.monotonic() > deadline:
            raise TimeoutError("A run never came.")
        time.sleep(POLL_SECONDS)


@dataclass(frozen=True)
class Server:
    """A Prefect server, spoken with as any client would."""

    http: httpx.Client

    def ask(self, method: str, path: str, **body: Any) -> Any:
        """The server's answer; on SQLite it is at times too busy for one."""
        while True:
            answer = self.http.request(method, path, json=body or None)
            if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
                answer.raise_for_status()
                return answer.json()
            time.sleep(POLL_SECONDS)

    def deploy_warm(self) -> None:
        """The work pool of the warm worker, and its two deployments."""
        self.ask("POST", "/work_pools/", name="trigger-warm", type="coursewright")
        for name in ("trigger_start", "trigger_hold"):
            flow = self.ask("POST", "/flows/", name=name.replace("_", "-"))
            self.ask(
                "POST",
                "/deployments/",
                name="warm",
                flow_id=flow["id"],
                work_pool_name="trigger-warm",
                entrypoint=f"trigger_flows.py:{name}",
                enforce_parameter_schema=False,
            )

    def trigger(self, flow: str, way: str, **parameters: str) -> None:
        """Ask for a run."""
        deployment = self.ask("GET", f"/deployments/name/{flow}/{way}")
        path = f"/deployments/{deployment['id']}/create_flow_run"
        self.ask("POST", path, parameters=parameters)

    def has(self, way: str) -> bool:
        """Whether both deployments are there."""
        names = ("trigger-start", "trigger-hold")
        return all(self.http.get(f"/deployments/name/{name}/{way}").is_success for name in names)


@contextmanager
def process(arguments: list[str], environment: dict[str, str]) -> Generator[psutil.Process]:
    """A process that ends with the block, and its children with it."""
    child = subprocess.Popen(
        [sys.executable, *arguments],
        env=child_environment({**environment, "PYTHONPATH": str(FLOWS.parent)}),
        cwd=FLOWS.parent.parent,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield psutil.Process(child.pid)
    finally:
        child.terminate()
        child.wait(60)


def start_seconds(server: Server, way: str, file: Path) -> float:
    """From asking for a run to its first line."""
    file.unlink(missing_ok=True)
    asked = time.time()
    server.trigger("trigger-start", way, file=str(file))
    wait_for(lambda: file.exists() and file.read_text())
    return float(file.read_text()) - asked


def megabytes_per_run(server: Server, way: str, runner: psutil.Process, folder: Path) -> float:
    """What a run takes, with several under way at once."""
    wait_for(lambda: not runner.children(recursive=True))  # those of the rounds before
    before = resident(runner)
    files = [folder / f"{way}-{number}" for number in range(RUNS_AT_ONCE)]
    go_on = folder / f"{way}-go-on"
    for file in files:
        server.trigger("trigger-hold", way, file=str(file), until=str(go_on))
    wait_for(lambda: all(file.exists() for file in files))
    used = resident(runner) - before
    go_on.touch()
    return used / len(files)


def resident(runner: psutil.Process) -> float:
    """Resident memory of the process and its children, in MB."""
    family = [runner, *runner.children(recursive=True)]
    return sum(each.memory_info().rss for each in family) / BYTES_PER_MB


def measure(home: Path, rounds: int) -> dict[str, float]:
    """All figures."""
    settings = Settings(home=home)
    api_url = begin_start(settings).wait().api_url
    environment = {**prefect_environment(settings), "PREFECT_API_URL": api_url}
    try:
        with (
            httpx.Client(base_url=api_url, timeout=60) as client,
            process(["-c", WORKER, str(home), api_url], {}) as warm,
            process([str(FLOWS)], environment) as stock,
        ):
            server = Server(client)
            server.deploy_warm()
            wait_for(lambda: server.has("stock"))
            runners = {"warm": warm, "stock": stock}
            seconds: dict[str, list[float]] = {"warm": [], "stock": []}
            start_seconds(server, "warm", home / "started")
            for _ in range(rounds):
                for way in runners:
                    seconds[way].append(start_seconds(server, way, home / "started"))
            memory = {
                way: megabytes_per_run(server, way, runner, home) for way, runner in runners.items()
            }
    finally:
        stop(settings)
    warm_median = statistics.median(seconds["warm"])
    return {
        "warm_s_p50": warm_median,
        "warm_s_p95": percentile_95(seconds["warm"]),
        "stock_over_warm": statistics.median(seconds["stock"]) / warm_median,
        "mb_per_run_warm": memory["warm"],
        "mb_per_run_stock": memory["stock"],
    }


def percentile_95(values: list[float]) -> float:
    """The 95th percentile; of few values, near the largest."""
    return statistics.quantiles(values, n=20, method="inclusive")[-1]


def main() -> None:
    """Measure, print a table, and the figures as JSON on the last line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a few rounds, within a minute")
    quick = parser.parse_args().quick
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(Path(folder), 2 if quick else 12)
    print(f"{'':34}{'warm':>8}{'stock':>8}")
    p50 = figures["warm_s_p50"]
    print(f"{'trigger to start, median, s':34}{p50:8.2f}{p50 * figures['stock_over_warm']:8.2f}")
    print(f"{'trigger to start, p95, s':34}{figures['warm_s_p95']:8.2f}")
    mb = (figures["mb_per_run_warm"], figures["mb_per_run_stock"])
    print(f"{f'MB a run, {RUNS_AT_ONCE} at once':34}{mb[0]:8.1f}{mb[1]:8.1f}\n")
    rounded = {key: round(value, 3) for key, value in figures.items()}
    print(json.dumps({"benchmark": "trigger", "quick": quick, "figures": rounded}))


if __name__ == "__main__":
    main()
