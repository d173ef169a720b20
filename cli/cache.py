"""``coursewright cache``: what the cache holds, why it answers or not, and cleaning it."""

from __future__ import annotations

import json
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

from cyclopts import App, Parameter

from cli.sources import seconds_of
from cli.streams import write_out
from cli.summary import age_text
from core.errors import InputError
from services.results.keys import key_parts, short_digest
from services.results.opening import open_results

if TYPE_CHECKING:
    from collections.abc import Iterable

    from services.results.tiers.tier import Stored

app = App(name="cache", help="Look into the cache of model answers, clean it, warm it.")
# By name, so that a command's imports are only paid for by that command.
app.command("cli.cache_explain:explain", name="explain", help="Say what the cache would answer.")
app.command("cli.cache_warm:warm", name="warm", help="Have packs ready before they are asked for.")

MOST_DAYS = 36_500
Json = Annotated[bool, Parameter(name="--json", negative=())]


@dataclass
class _Kept:
    """What one tier keeps of one content type."""

    entries: int = 0
    bytes: int = 0
    oldest: float = field(default=float("inf"))

    def add(self, stored: Stored) -> None:
        self.entries += 1
        self.bytes += stored.bytes
        self.oldest = min(self.oldest, stored.created_at)


@app.command
def stats(*, days: int = 30, as_json: Json = False) -> None:
    """Say what the cache holds and how often it answered, by tier and content type.

    The memory tier is each process's own: of it only the counts are known here.

    Args:
        days: Count the last so many days.
        as_json: Print one JSON document.
    """
    if not 1 <= days <= MOST_DAYS:
        raise InputError(f"--days has to be 1 to {MOST_DAYS:,}.")
    tiers = open_results().tiers
    kept: defaultdict[tuple[str, str], _Kept] = defaultdict(_Kept)
    for tier, stored in tiers.scan():
        kept[tier.name, key_parts(stored.key).content_type].add(stored)
    since = datetime.now(UTC).date() - timedelta(days=days - 1)
    counts: Counter[tuple[str, str, str]] = Counter()
    for events in tiers.usage.recorded(since).values():
        for event, count in events.items():
            counts[event.what, event.tier, event.content_type] += count
    document = _document(kept, counts)
    if as_json:
        write_out(json.dumps(document, indent=2) + "\n")
    else:
        _print(document, days)


def _document(
    kept: dict[tuple[str, str], _Kept], counts: Counter[tuple[str, str, str]]
) -> dict[str, Any]:
    hits = sum(count for (what, _, _), count in counts.items() if what == "hit")
    misses = sum(count for (what, _, _), count in counts.items() if what == "miss")
    now = time.time()
    return {
        "kept": [
            {
                "tier": tier,
                "content_type": name,
                "entries": each.entries,
                "bytes": each.bytes,
                "oldest_seconds": round(now - each.oldest),
            }
            for (tier, name), each in sorted(kept.items())
        ],
        "events": [
            {"event": what, "tier": tier, "content_type": name, "count": count}
            for (what, tier, name), count in sorted(counts.items())
        ],
        "hits": hits,
        "misses": misses,
        "hit_ratio": round(hits / (hits + misses), 4) if hits + misses else None,
    }


def _print(document: dict[str, Any], days: int) -> None:
    rows = [("tier", "type", "entries", "bytes", "oldest")]
    rows += [
        (
            each["tier"],
            each["content_type"],
            f"{each['entries']:,}",
            f"{each['bytes']:,}",
            age_text(each["oldest_seconds"]),
        )
        for each in document["kept"]
    ]
    _write_table(rows)
    write_out(f"\nLast {days} days: {document['hits']:,} hits, {document['misses']:,} misses")
    ratio = document["hit_ratio"]
    write_out(f" ({ratio:.0%} answered).\n" if ratio is not None else ".\n")
    rows = [("event", "tier", "type", "count")]
    rows += [
        (each["event"], each["tier"] or "-", each["content_type"], f"{each['count']:,}")
        for each in document["events"]
    ]
    if len(rows) > 1:
        _write_table(rows)


def _write_table(rows: Iterable[tuple[str, ...]]) -> None:
    rows = list(rows)
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True))
        write_out("  ".join(cells).rstrip() + "\n")


@dataclass(frozen=True, slots=True)
class _Chosen:
    """Which answers a purge is about; what is None narrows nothing."""

    content_type: str | None
    model: str | None
    before: float
    tenant: str | None

    def has(self, stored: Stored) -> bool:
        """Whether this one is among them."""
        parts = key_parts(stored.key)
        return (
            self.content_type in (None, parts.content_type)
            and self.tenant in (None, parts.tenant)
            and self.model in (None, parts.parts.get("model"))
            and stored.created_at <= self.before
        )


@app.command
def purge(
    *,
    content_type: Annotated[str | None, Parameter(name="--type")] = None,
    model: str | None = None,
    older_than: str | None = None,
    tenant: str | None = None,
    everything: Annotated[bool, Parameter(name="--all", negative=())] = False,
    delete: Annotated[bool, Parameter(negative=())] = False,
) -> None:
    """Say which answers would be removed from the cache; with --delete, remove them.

    Args:
        content_type: Only answers of this content type.
        model: Only answers of this model, PROVIDER:MODEL.
        older_than: Only answers older than this, like 12h or 30d.
        tenant: Only this tenant's.
        everything: All answers, where nothing narrows it down.
        delete: Remove them; otherwise they are only counted.
    """
    narrowed = (content_type, model, older_than, tenant)
    if not everything and all(each is None for each in narrowed):
        raise InputError(
            "Nothing says which answers.",
            hint="Give --type, --model, --older-than or --tenant; or --all for all of them.",
        )
    if content_type is not None:
        content_type = content_type.replace("-", "_")
    chosen = _Chosen(
        content_type=content_type,
        model=short_digest(model) if model is not None else None,
        before=time.time() - (seconds_of(older_than) or 0.0),
        tenant=tenant,
    )
    tiers = open_results().tiers
    found = [stored for _, stored in tiers.scan() if chosen.has(stored)]
    keys = {stored.key for stored in found}
    if delete:
        for key in keys:
            tiers.delete(key)
    size = sum(stored.bytes for stored in found)
    done = "removed" if delete else "would be removed (--delete removes them)"
    answers = "1 answer" if len(keys) == 1 else f"{len(keys):,} answers"
    write_out(f"{answers} of {size:,} bytes {done}.\n")
