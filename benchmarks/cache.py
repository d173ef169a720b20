"""What the cache answers, how quickly, and what a request costs that it answers. See README.md.

* Tiers: reads and writes of a pack's real answers in memory, in a real Valkey on loopback and in a
  folder, in turn.
* Workload: 2,000 requests over 200 sources, with edits and expiry (`cache_trace`), through the
  product's own tiers by an injected clock. Memory and Valkey are bounded, the latter by maxmemory
  with allkeys-lru; the folder, as shipped, is bounded by the time to live only. So two ratios are
  shown, each beside that of an ideal cache with the same room on the same trace (Belady's MIN,
  which knows the future): of all tiers, where the ideal misses only what was never made, was edited
  or has expired, and of memory and Valkey alone, where the ideal has their room in one piece. All
  answers are of one size and do not compress: only so is MIN what no cache can beat.
* Stampede: 50 equal requests at once in 4 processes by the real task: how often the model is
  called. On one machine without Redis, and on four (data folders of their own) with it; the larger
  counts.
* Whole requests, in turn: a pack made by the flow with every answer from the cache, and the same
  request answered by its stored version without a flow; each as a process (``coursewright
  generate``) over ``python -c "import prefect"``, and in a warm process over one HTTP round trip.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT / "tests" / "support"))

from cache_trace import LIFETIME_SECONDS, answers, ideal_hit_ratio, trace  # noqa: E402 (all imports are together)
from callers import running_callers  # noqa: E402 (it is a part of the tests)
from redis_server import running_redis  # noqa: E402 (it is a part of the tests)

from core.request import ContentRequest  # noqa: E402 (see above)
from core.settings import Settings, child_environment, set_environment, settings  # noqa: E402 (as above)
from prompts.catalog import derived_types, outline_type  # noqa: E402 (as above)
from prompts.digests import prompt_digests  # noqa: E402 (as above)
from services.results.breaker import Breaker  # noqa: E402 (as above)
from services.results.redis_link import RedisLink  # noqa: E402 (as above)
from services.results.tiers.folder import FolderTier  # noqa: E402 (as above)
from services.results.tiers.memory import OVERHEAD_BYTES, MemoryTier  # noqa: E402 (as above)
from services.results.tiers.redis_tier import RedisTier  # noqa: E402 (as above)
from services.results.tiers.tiered import Lifetimes, TieredResults  # noqa: E402 (as above)
from services.results.usage import HIT, Usage  # noqa: E402 (as above)
from services.runs.client import become_client  # noqa: E402 (as above)
from services.runs.local_server import begin_start, stop  # noqa: E402 (as above)
from services.versions.storing import stored_answer  # noqa: E402 (as above)

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    import httpx
    from redis_server import RedisServer

    from services.results.tiers.tier import Entry, Tier

SOURCE = ROOT / "examples" / "photosynthesis.md"
MEBIBYTE = 1 << 20
REDIS_TIMEOUT_SECONDS = 5.0
"""Patient: what is measured is how long it takes, not when it is given up."""
ANSWER_BYTES = 32 * 1024
MEMORY_ANSWERS, REDIS_ANSWERS = 20, 40
REDIS_OVERHEAD_BYTES = 512
"""What Valkey takes for such an answer besides (MEMORY USAGE)."""
PROCESSES, EQUAL_REQUESTS = 4, 50
HTTP_SERVER = """
import asyncio, sys, uvicorn
async def app(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"ok"})
uvicorn.run(app, port=int(sys.argv[1]), log_level="critical", lifespan="off")
"""


def _timed(work: Callable[[], Any]) -> tuple[float, Any]:
    started = time.perf_counter()
    result = work()
    return time.perf_counter() - started, result


def _p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


@contextmanager
def _redis_tier(redis: RedisServer, clock: Callable[[], float]) -> Generator[RedisTier]:
    link = RedisLink(redis.url, REDIS_TIMEOUT_SECONDS, Breaker(1.0))
    try:
        yield RedisTier(link, Settings().cache_compress_bytes, clock)
    finally:
        link.close()


def tier_latencies(entries: dict[str, Entry], folder: Path, rounds: int) -> dict[str, float]:
    """Seconds of a read and a write in each tier: medians, and the 95th percentiles."""
    read: dict[str, list[float]] = {"l1": [], "l2": [], "l3": []}
    written: dict[str, list[float]] = {"l1": [], "l2": [], "l3": []}
    with running_redis() as redis, _redis_tier(redis, time.time) as shared:
        tiers: dict[str, Tier] = {
            "l1": MemoryTier(64 * MEBIBYTE),
            "l2": shared,
            "l3": FolderTier(folder),
        }
        for turn in range(rounds + 1):
            for key, entry in entries.items():
                for name, tier in tiers.items():
                    writing, _ = _timed(
                        lambda tier=tier, key=key, entry=entry: tier.write(key, entry)
                    )
                    reading, found = _timed(lambda tier=tier, key=key: tier.read(key))
                    if found != entry:
                        raise SystemExit(f"{name} has lost {key}")
                    if turn:  # the first is the warm-up
                        written[name].append(writing)
                        read[name].append(reading)
    figures: dict[str, float] = {}
    for name, unit, factor in (("l1", "us", 1e6), ("l2", "ms", 1e3), ("l3", "ms", 1e3)):
        for prefix, seconds in (("", read[name]), ("write_", written[name])):
            figures[f"{name}_{prefix}{unit}_p50"] = factor * statistics.median(seconds)
            figures[f"{name}_{prefix}{unit}_p95"] = factor * _p95(seconds)
    return figures


def workload(folder: Path, seed: int) -> dict[str, float]:
    """The hit ratios of one trace."""
    now = 0.0

    def clock() -> float:
        return now

    body = random.Random(seed).randbytes(ANSWER_BYTES)  # noqa: S311 (no secret)
    key_bytes = len(_workload_key(1, 0))
    memory = MemoryTier(MEMORY_ANSWERS * (ANSWER_BYTES + key_bytes + OVERHEAD_BYTES), clock=clock)
    asked = trace(seed)
    with running_redis() as redis, _redis_tier(redis, clock) as shared:
        _bound(redis, REDIS_ANSWERS * (ANSWER_BYTES + REDIS_OVERHEAD_BYTES))
        results = TieredResults(
            (memory, shared, FolderTier(folder, clock)),
            Lifetimes(LIFETIME_SECONDS, {}),
            8 * MEBIBYTE,
            Usage(None),
            clock,
        )
        for each in asked:
            now = each.at
            key = _workload_key(each.source, each.edition)
            if results.read(key) is None:
                results.write(key, body)
    hits = {event.tier: n for event, n in results.usage.counts.items() if event.what == HIT}
    got = answers(asked)
    return {
        "hit_ratio": sum(hits.values()) / len(asked),
        "ideal_hit_ratio": ideal_hit_ratio(got),
        "bounded_hit_ratio": (hits.get("memory", 0) + hits.get("redis", 0)) / len(asked),
        "bounded_ideal_hit_ratio": ideal_hit_ratio(got, MEMORY_ANSWERS + REDIS_ANSWERS),
        "memory_hit_ratio": hits.get("memory", 0) / len(asked),
    }


def _workload_key(source: int, edition: int) -> str:
    return f"completions/local/outline-draft-{source:03}-{edition:03}"


def _bound(redis: RedisServer, max_bytes: int) -> None:
    """Have the server keep so much more than it takes when it is empty."""
    with redis.client() as client:
        empty = int(client.info("memory")["used_memory"])
        client.config_set("maxmemory-policy", "allkeys-lru")
        client.config_set("maxmemory", empty + max_bytes)


def stampede(folder: Path, api_url: str, redis: RedisServer | None) -> int:
    """How often the model is called for equal requests made at once in several processes."""
    journal = folder / "journal"
    shared = {"COURSEWRIGHT_CACHE_REDIS_URL": redis.url} if redis else {}
    environments = [
        {
            "PREFECT_API_URL": api_url,
            "COURSEWRIGHT_HOME": str(folder / (f"machine {number}" if redis else "machine")),
            "COURSEWRIGHT_CACHE_REDIS_TIMEOUT_SECONDS": str(REDIS_TIMEOUT_SECONDS),
            "CALLING_JOURNAL": str(journal),
            "CALLING_SECONDS": "1.5",
            **shared,
        }
        for number in range(PROCESSES)
    ]
    with running_callers(environments) as callers:
        for number, caller in enumerate(callers):
            caller.ask(["a"] * len(range(number, EQUAL_REQUESTS, PROCESSES)))
        batches = [caller.answer() for caller in callers]
    if any(batch.failed for batch in batches):
        raise SystemExit(f"A call failed: {[batch.failed for batch in batches]}")
    return len(journal.read_text().split())


def most_stampede_calls(folder: Path, api_url: str, *, quick: bool) -> int:
    """The larger of one machine's and four machines'; in a hurry only the latter."""
    with running_redis() as redis:
        calls = [stampede(folder / "four", api_url, redis)]
    if not quick:
        calls.append(stampede(folder / "one", api_url, None))
    return max(calls)


def _process(*arguments: str) -> str:
    """What a process prints; it must succeed."""
    done = subprocess.run(
        [sys.executable, *arguments],
        env=child_environment({}),
        cwd=ROOT,
        check=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    return done.stdout.decode()


def generate(out: Path, *options: str) -> dict[str, Any]:
    """One whole ``coursewright generate``, and the document that it prints."""
    arguments = ("generate", str(SOURCE), "--out", str(out), "--json", *options)
    return json.loads(_process("-m", "cli.main", *arguments))


def _check_cached(document: dict[str, Any]) -> None:
    if not all(each["cached"] for each in document["artifacts"]):
        raise SystemExit("A call was made that the cache should have answered.")


@contextmanager
def http_server() -> Generator[httpx.Client]:
    """A server that answers two bytes, in a process of its own, and a client with a connection."""
    import socket  # noqa: PLC0415 (only here)

    import httpx  # noqa: PLC0415 (0.2 s)

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    transport = httpx.HTTPTransport(retries=20)  # until it listens
    with (
        subprocess.Popen([sys.executable, "-c", HTTP_SERVER, str(port)]) as process,
        httpx.Client(base_url=f"http://127.0.0.1:{port}", transport=transport) as client,
    ):
        try:
            client.get("/")
            yield client
        finally:
            process.terminate()


async def whole_requests(out: Path, api_url: str, rounds: int) -> dict[str, float]:
    """Milliseconds of a pack from the cache and of a repeated request, and what they are over."""
    from flows.generate_content import generate_content  # noqa: PLC0415 (after the environment)
    from services.runs.inline import run_inline  # noqa: PLC0415 (as above)

    request = ContentRequest.model_validate({"source": {"path": str(SOURCE)}, "output": str(out)})
    types = (outline_type(), *derived_types(request.types))
    names = ("import", "full", "repeated", "warm_full", "warm_repeated", "http")
    seconds: dict[str, list[float]] = {name: [] for name in names}
    with http_server() as client:
        for turn in range(rounds + 1):
            made: dict[str, float] = {}
            made["import"], _ = _timed(lambda: _process("-c", "import prefect"))
            made["full"], document = _timed(lambda: generate(out, "--max-age", "0s"))
            _check_cached(document)
            made["repeated"], _ = _timed(lambda: generate(out))
            started = time.perf_counter()
            pack = (await run_inline(generate_content, request, api_url)).value
            made["warm_full"] = time.perf_counter() - started
            if pack.spent.calls or pack.state != "complete":
                raise SystemExit("The pack is not whole, or not from the cache.")
            if turn:  # the first is the warm-up
                for name, value in made.items():
                    seconds[name].append(value)
            for _ in range(20):
                started = time.perf_counter()
                if await stored_answer(request, types, prompt_digests(types)) is None:
                    raise SystemExit("No stored version answers.")
                seconds["warm_repeated"].append(time.perf_counter() - started)
                seconds["http"].append(_timed(lambda: client.get("/"))[0])
    median = {name: 1000 * statistics.median(values) for name, values in seconds.items()}
    return {
        "import_prefect_ms": median["import"],
        "http_round_trip_ms": median["http"],
        "full_pack_from_cache_ms": median["full"],
        "full_pack_from_cache_over_import": median["full"] / median["import"],
        "full_pack_from_cache_warm_ms": median["warm_full"],
        "full_pack_from_cache_warm_over_import": median["warm_full"] / median["import"],
        "full_pack_from_cache_over_http_round_trip": median["warm_full"] / median["http"],
        "repeated_request_ms": median["repeated"],
        "repeated_request_over_import": median["repeated"] / median["import"],
        "repeated_request_warm_ms": median["warm_repeated"],
        "repeated_request_over_http_round_trip": median["warm_repeated"] / median["http"],
    }


def _real_entries() -> dict[str, Entry]:
    """The answers that the pack was made of, as the cache has them."""
    folder = FolderTier(settings().results_folder)
    found = {stored.key: folder.read(stored.key) for stored in folder.scan("completions/")}
    return {key: entry for key, entry in found.items() if entry is not None}


def measure(folder: Path, *, quick: bool) -> dict[str, float]:
    """All figures, in a new data folder with a Prefect server of its own."""
    home = settings()
    try:
        api_url = begin_start(home).wait().api_url
        become_client(home, api_url)
        out = folder / "pack"
        generate(out)
        entries = _real_entries()
        requests = asyncio.run(whole_requests(out, api_url, rounds=2 if quick else 9))
        calls = most_stampede_calls(folder, api_url, quick=quick)
    finally:
        stop(home)
    traces = [workload(folder / f"workload {seed}", seed) for seed in range(1 if quick else 5)]
    return {
        **tier_latencies(entries, folder / "tier", rounds=50 if quick else 500),
        **{name: statistics.median(each[name] for each in traces) for name in traces[0]},
        "stampede_calls": calls,
        **requests,
    }


def main() -> None:
    """Measure, print the table, and the figures as the last line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a few rounds: noisy, under a minute")
    quick = parser.parse_args().quick
    with tempfile.TemporaryDirectory() as folder:
        set_environment({"COURSEWRIGHT_HOME": str(Path(folder) / "home")})
        settings.cache_clear()
        figures = measure(Path(folder), quick=quick)
    for name, value in figures.items():
        print(f"{name:<44}{value:12.3f}")
    rounded = {name: round(value, 4) for name, value in figures.items()}
    print(json.dumps({"benchmark": "cache", "quick": quick, "figures": rounded}))


if __name__ == "__main__":
    main()
