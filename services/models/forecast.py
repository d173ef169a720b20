"""What the calls for a pack will cost, before any of them is made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.artifact import Usage
from core.request import EMBEDDED_MODEL
from core.settings import settings
from services.models.catalog import fallbacks_of
from services.models.pricing import cost_usd, dearest_model
from services.models.tokens import estimate_tokens, most_tokens

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.model_call import Prompt


@dataclass(frozen=True, slots=True)
class PlannedCall:
    """A model call that a pack will need.

    Attributes:
        step: What people know it by: a content type, or a part of its making.
        model: Name of the model.
        prompt: What it will be asked, but for an outline that is not there yet.
        output_tokens: About how long the answer will be.
        most_output_tokens: How long it can be.
        outline_tokens: About how long the outline will be that stands in the prompt; 0 where there
            is none. It is not counted as cached: the calls that share it are made side by side.
        most_outline_tokens: How long that outline can be.
        repairable: Whether what fails its check is asked for again by fields.
    """

    step: str
    model: str
    prompt: Prompt
    output_tokens: int
    most_output_tokens: int
    outline_tokens: int = 0
    most_outline_tokens: int = 0
    repairable: bool = True

    @property
    def shared_tokens(self) -> int:
        """About how long the beginning is that calls about the same passages share."""
        return estimate_tokens(self.prompt.instructions) + estimate_tokens(self.prompt.shared)


@dataclass(frozen=True, slots=True)
class StepForecast:
    """What one step will take.

    Attributes:
        step: Its name.
        model: Name of the model.
        expected: Each call answered well at once. ``cached_tokens`` are those of a beginning that
            a call before had too, and that is long enough to be kept.
        most: Nothing cached, each answer at its limit, asked for again and repaired as often as the
            settings let it, the dearest of the fallback models answering.
    """

    step: str
    model: str
    expected: Usage
    most: Usage


def forecast(calls: Iterable[PlannedCall]) -> tuple[StepForecast, ...]:
    """What each step will take; calls of one step and model are taken together, in their order."""
    seen: set[tuple[str, str]] = set()
    steps: dict[tuple[str, str], StepForecast] = {}
    for call in calls:
        expected, most = _expected(call, seen), _most(call)
        key = (call.step, call.model)
        before = steps.get(key, StepForecast(*key, Usage(), Usage()))
        steps[key] = StepForecast(*key, before.expected + expected, before.most + most)
    return tuple(steps.values())


def _expected(call: PlannedCall, seen: set[tuple[str, str]]) -> Usage:
    """``seen``: beginnings that were read before, by model and digest."""
    key = (call.model, call.prompt.shared_sha256)
    worth_keeping = call.shared_tokens >= settings().context_cache_min_tokens
    is_kept = key in seen and worth_keeping and call.model != EMBEDDED_MODEL
    seen.add(key)
    usage = Usage(
        calls=1,
        input_tokens=(call.shared_tokens + call.outline_tokens + estimate_tokens(call.prompt.task)),
        cached_tokens=call.shared_tokens if is_kept else 0,
        output_tokens=call.output_tokens,
    )
    return _priced(call.model, usage)


def _most(call: PlannedCall) -> Usage:
    prompt = call.prompt
    texts = (prompt.instructions, prompt.shared, prompt.task)
    draft = Usage(
        calls=1,
        input_tokens=sum(map(most_tokens, texts)) + call.most_outline_tokens,
        output_tokens=call.most_output_tokens,
    )
    # A re-ask shows the model its own answer.
    reask = draft.model_copy(update={"input_tokens": draft.input_tokens + call.most_output_tokens})
    # A repair shows what was written, what is wrong with it, and at most all that the draft showed.
    repair = draft.model_copy(
        update={"input_tokens": draft.input_tokens + 2 * call.most_output_tokens}
    )
    again = call.model != EMBEDDED_MODEL
    reasks = settings().max_reasks if again else 0
    repairs = settings().max_repairs if again and call.repairable else 0
    models = (call.model, *fallbacks_of(call.model))
    asked = [draft, *[reask] * reasks, *[repair] * repairs]
    return sum((_priced(dearest_model(models, each), each) for each in asked), start=Usage())


def _priced(model: str, usage: Usage) -> Usage:
    return usage.model_copy(update={"cost_usd": cost_usd(model, usage)})
