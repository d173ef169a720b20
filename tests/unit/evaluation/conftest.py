"""Figures of templates, made up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from core.artifact import Usage
from services.evaluation import Judgement, figures_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from services.evaluation import Figures


@pytest.fixture
def judged() -> Callable[..., Judgement]:
    """Makes a judgement; as good as can be unless said otherwise."""

    def make(sample: str = "soil", tokens: int = 100, **differing: object) -> Judgement:
        usage = Usage(calls=1, input_tokens=tokens, output_tokens=10, cost_usd=0.25)
        whole = {"passed": True, "score": 100, "evidence": 1.0, "usage": usage}
        return Judgement.model_validate(
            {"sample": sample, "prompt_sha256": "0" * 64, **whole, **differing}
        )

    return make


@pytest.fixture
def figures(judged: Callable[..., Judgement]) -> Callable[..., Figures]:
    """Makes the figures of a template for the questions, all of its answers alike."""

    def make(*, samples: tuple[str, ...] = ("honey", "soil"), **differing: object) -> Figures:
        return figures_of("faqs", [judged(sample, **differing) for sample in samples])

    return make
