"""What was asked of the stand-in and what it answered: calls, tokens, violations, requests."""

from __future__ import annotations

import contextlib
from collections import Counter, deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

REQUESTS_KEPT = 2000
SECRET_HEADERS = {"authorization", "x-goog-api-key", "api-key", "cookie"}


@dataclass(slots=True)
class Call:
    """One request to a model, as it goes.

    ``status`` is what the client got: an HTTP status, or what became of the connection (``reset``,
    ``cut``, ``hang``, ``gone`` for a client that did not wait).
    """

    protocol: str
    content_type: str = "none"
    step: str = "none"
    model: str = ""
    status: str = "500"
    fault: str | None = None
    input_tokens: int = 0
    cached_tokens: int = 0
    output_tokens: int = 0


@dataclass(slots=True)
class Ledger:
    """Everything that can be asked for afterwards."""

    calls: list[Call] = field(default_factory=list)
    operations: Counter[str] = field(default_factory=Counter)
    violations: list[dict[str, str]] = field(default_factory=list)
    requests: deque[dict[str, Any]] = field(default_factory=lambda: deque(maxlen=REQUESTS_KEPT))
    planted: list[dict[str, str]] = field(default_factory=list)
    in_flight: int = 0
    most_in_flight: int = 0

    @contextlib.contextmanager
    def calling(self, protocol: str) -> Iterator[Call]:
        """A call to a model, from its arrival to the last byte of its answer."""
        call = Call(protocol)
        self.calls.append(call)
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        try:
            yield call
        finally:
            self.in_flight -= 1

    def stats(self) -> dict[str, Any]:
        """The counts, as `standin.client.StandInClient.stats` describes them."""
        input_tokens = sum(call.input_tokens for call in self.calls)
        cached_tokens = sum(call.cached_tokens for call in self.calls)
        return {
            "calls": len(self.calls),
            **{
                f"by_{name}": dict(Counter(getattr(call, name) for call in self.calls))
                for name in ("protocol", "content_type", "model", "status")
            },
            "by_step": self._by_step(),
            "faults": dict(Counter(call.fault for call in self.calls if call.fault)),
            "input_tokens": input_tokens,
            "cached_tokens": cached_tokens,
            "uncached_tokens": input_tokens - cached_tokens,
            "output_tokens": sum(call.output_tokens for call in self.calls),
            "in_flight": self.in_flight,
            "most_in_flight": self.most_in_flight,
            "operations": dict(self.operations),
            "violations": list(self.violations),
        }

    def _by_step(self) -> list[dict[str, Any]]:
        counted = Counter(
            (call.content_type, call.step, call.protocol, call.status) for call in self.calls
        )
        names = ("content_type", "step", "protocol", "status")
        return [
            {**dict(zip(names, key, strict=True)), "calls": calls}
            for key, calls in sorted(counted.items())
        ]
