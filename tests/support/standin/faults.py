"""The script of faults: which call goes wrong, and how."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from standin.latency import Latency
from standin.mutations import MUTATIONS
from standin.planting import PLANT, read_planting

GENERATE = "generate"
"""The operation a rule is for when it names none: a call to a model."""

OPERATIONS = {GENERATE, "cache", "optimize", "count_tokens", "token"}

ERRORS = {
    "rate_limit",
    "quota",
    "500",
    "503",
    "401",
    "403",
    "404",
    "context_too_long",
}
"""Answered with a status and the provider's own error body."""

ENDINGS = {"empty_candidates", "no_text", "safety", "refusal", "html"}
"""Answered with status 200, without the answer."""

DROPPING = {"hang", "reset"}
"""What happens to the connection before any answer."""

ELSEWHERE = ERRORS | DROPPING | {"text"}
"""What can go wrong with calls that are not to a model; ``text`` is the optimizer's suggestion."""

HANG_SECONDS = 3600.0

KINDS = ERRORS | DROPPING | {"cut", "slow_drip", PLANT} | ENDINGS | set(MUTATIONS)


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: its kind, and what follows the colon (``rate_limit:2``)."""

    kind: str
    argument: str = ""

    def seconds(self, default: float) -> float:
        """The argument as a time."""
        return float(self.argument) if self.argument else default

    @property
    def drop_seconds(self) -> float | None:
        """How long a dropped call waits for its end; None for any other fault."""
        if self.kind not in DROPPING:
            return None
        return self.seconds(HANG_SECONDS) if self.kind == "hang" else 0.0


@dataclass(slots=True)
class Rule:
    """Faults for the calls that match, consumed call by call, counted by content type.

    What is None matches anything. ``operation`` is one of `OPERATIONS`.
    """

    faults: list[Fault | None]
    content_type: str | None = None
    step: str | None = None
    model: str | None = None
    operation: str = GENERATE
    repeat: bool = False
    taken: Counter[str] = field(default_factory=Counter)

    def matches(self, operation: str, content_type: str, step: str, model: str) -> bool:
        """Whether this rule has something to say about a call."""
        return (
            self.operation == operation
            and self.content_type in (None, content_type)
            and self.step in (None, step)
            and self.model in (None, model)
            and bool(self.faults)
            and (self.repeat or self.taken[content_type] < len(self.faults))
        )

    def take(self, content_type: str) -> Fault | None:
        """The next fault; None is a call that goes well."""
        position = min(self.taken[content_type], len(self.faults) - 1)
        self.taken[content_type] += 1
        return self.faults[position]


class Script:
    """The rules in force, in their order, and the latency.

    Args:
        rules: As `standin.client.StandInClient.script` takes them.
        latency: Seconds by content type; see `standin.latency`.

    Raises:
        ValueError: A fault of no known kind, or a field no rule has.
    """

    def __init__(
        self, rules: list[dict[str, Any]] | None = None, latency: dict[str, Any] | None = None
    ) -> None:
        self._rules = [_rule(given) for given in rules or []]
        self.latency = Latency(latency)

    def next_fault(
        self, operation: str, content_type: str = "none", step: str = "none", model: str = ""
    ) -> Fault | None:
        """What goes wrong with this call: the first rule that has something left decides."""
        for rule in self._rules:
            if rule.matches(operation, content_type, step, model):
                return rule.take(content_type)
        return None


def _rule(given: dict[str, Any]) -> Rule:
    known = {"content_type", "step", "model", "operation", "repeat", "faults"}
    if unknown := given.keys() - known:
        raise ValueError(f"A rule has no {', '.join(sorted(unknown))}.")
    operation = given.get("operation", GENERATE)
    if operation not in OPERATIONS:
        raise ValueError(f"There is no operation {operation!r}.")
    kinds = KINDS if operation == GENERATE else ELSEWHERE
    return Rule(**{**given, "faults": [_fault(text, kinds) for text in given["faults"]]})


def _fault(text: str | None, kinds: set[str]) -> Fault | None:
    if text is None:
        return None
    kind, _, argument = text.partition(":")
    if kind not in kinds:
        raise ValueError(f"There is no fault {kind!r} here.")
    if kind == PLANT:
        read_planting(argument)
    return Fault(kind, argument)
