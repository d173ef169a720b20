"""How long the stand-in takes to answer, by content type: fixed, or drawn from a distribution."""

from __future__ import annotations

import random
from typing import Any, TypeAlias

Delay: TypeAlias = "float | dict[str, Any]"
"""Seconds, or ``{"lognormal": [mu, sigma], "seed": 1}``: the logarithm's mean and deviation."""

ANY = "*"


class Latency:
    """The delays by content type; ``*`` stands for those not named.

    Raises:
        ValueError: A delay is neither a number nor a known distribution.
    """

    def __init__(self, delays: dict[str, Delay] | None = None) -> None:
        self._delays = dict(delays or {})
        self._random: dict[str, random.Random] = {}
        for name, delay in self._delays.items():
            if isinstance(delay, dict):
                if "lognormal" not in delay:
                    raise ValueError(f"The delay of {name} is of no known distribution: {delay}")
                self._random[name] = random.Random(delay.get("seed"))  # noqa: S311 (no secret)

    def seconds(self, content_type: str) -> float:
        """The next answer's delay."""
        name = content_type if content_type in self._delays else ANY
        delay = self._delays.get(name, 0.0)
        if isinstance(delay, dict):
            mu, sigma = delay["lognormal"]
            return self._random[name].lognormvariate(mu, sigma)
        return float(delay)
