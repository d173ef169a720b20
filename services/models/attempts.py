"""One model's turn in a call: at its pace, within the budget and the time, once.

Imported only where calls are made: it brings Pydantic AI along.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast

from pydantic_ai.exceptions import (
    AgentRunError,
    ModelAPIError,
    ModelRateLimitError,
    ModelRequestRejectedError,
    ModelTimeoutError,
)
from pydantic_ai.messages import ModelRequest, UserPromptPart
from pydantic_ai.models import Model, ModelRequestParameters
from pydantic_ai.models.concurrency import ConcurrencyLimitedModel
from pydantic_ai.models.fallback import FallbackModel
from pydantic_ai.models.wrapper import WrapperModel

from core.artifact import Usage
from core.errors import ModelError
from services.models import faults
from services.models.contexts import worth_keeping
from services.models.pacing import PausedTooLongError, lane_of
from services.models.pricing import cost_usd
from services.models.session import MAX_OUTPUT_TOKENS
from services.models.tokens import most_tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydantic_ai.messages import ModelMessage, ModelResponse
    from pydantic_ai.models.google import GoogleModel
    from pydantic_ai.settings import ModelSettings

    from core.model_call import ModelCall
    from services.models.pacing import Lane
    from services.models.session import Session

VERTEX = "google-cloud:"


@dataclass
class Turn:
    """What is being asked, and who answered it.

    Attributes:
        call: What is asked.
        session: For whose budget.
        max_output_tokens: The most tokens the answer may have; None when the provider says.
        model: Name of the model that was asked last: the one that answered, when one did.
        usage: Of that answer.
        seconds: How long that model took.
        started_at: When it was asked.
        asked: How many models were asked.
        errors: How those failed that did, in turn.
    """

    call: ModelCall
    session: Session
    max_output_tokens: int | None
    model: str = ""
    usage: Usage = field(default_factory=Usage)
    seconds: float = 0.0
    started_at: datetime | None = None
    asked: int = 0
    errors: list[ModelError] = field(default_factory=list[ModelError])


def chain(turn: Turn, models: Sequence[tuple[str, Model]]) -> Model:
    """The models, by name, asked in turn until one answers that is not down.

    Each is asked as its lane allows. The last one's error, when others were down before it, is one
    of theirs: as long as one of them may come back, the call is worth another try.
    """
    last = len(models) - 1
    attempts = [
        ConcurrencyLimitedModel(
            Attempt(turn, name, model, patient=place == last), lane_of(name).limiter
        )
        for place, (name, model) in enumerate(models)
    ]
    if not last:
        return attempts[0]

    def falls_back(error: Exception) -> bool:
        at_the_end = turn.asked > last and isinstance(error, ModelAPIError)
        return faults.is_down(error) or at_the_end

    return FallbackModel(attempts[0], *attempts[1:], fallback_on=falls_back)


class Attempt(WrapperModel):
    """Asks one model for one call, whatever messages and settings it is handed.

    Args:
        turn: What is asked.
        name: The model's name.
        model: The model.
        patient: Whether to wait while the model is paused, rather than to leave it to the next.
    """

    def __init__(self, turn: Turn, name: str, model: Model, *, patient: bool) -> None:
        super().__init__(model)
        self._turn = turn
        self._name = name
        self._patient = patient

    async def request(
        self,
        messages: list[ModelMessage],  # noqa: ARG002 (the call says what is asked)
        model_settings: ModelSettings | None,  # noqa: ARG002 (as above)
        model_request_parameters: ModelRequestParameters,  # noqa: ARG002 (as above)
    ) -> ModelResponse:
        """Make the request. Overrides ``WrapperModel``.

        Raises:
            AgentRunError: Pydantic AI's; what we call it is in the turn's errors.
            BudgetExceededError: It could cost more than is left; nothing was asked.
        """
        self._turn.asked += 1
        self._turn.model = self._name
        lane = lane_of(self._name)
        try:
            await self._admission(lane)
            return await self._at_its_pace(lane)
        except AgentRunError as error:
            self._turn.errors.append(faults.ours(self._name, error))
            raise

    async def _admission(self, lane: Lane) -> None:
        if not self._patient and lane.pace.wait_seconds > 0:
            raise self._paused(lane.pace.wait_seconds)
        try:
            await lane.pace.admission()
        except PausedTooLongError as error:
            raise self._paused(error.seconds) from None

    def _paused(self, seconds: float) -> ModelRateLimitError:
        text = f"it asked not to be called for another {seconds:.0f} seconds"
        return ModelRateLimitError(self._name, text, retry_after=seconds)

    async def _at_its_pace(self, lane: Lane) -> ModelResponse:
        asked_at = lane.pace.now()
        try:
            response = await self._paid()
        except ModelAPIError as error:
            if isinstance(error, ModelRateLimitError) or error.retry_after is not None:
                lane.pace.refuse(asked_at, error.retry_after)
            raise
        lane.pace.answer(asked_at)
        return response

    async def _paid(self) -> ModelResponse:
        """Reserved before it is asked; when it is not known what it cost, what it can cost."""
        budget = self._turn.session.budget
        context = await self._context()
        most = self._most()
        reservation = budget.reserve(self._name, most.input_tokens, most.output_tokens)
        usage: Usage | None = most
        try:
            response = await self._with_context(context)
            usage = self._turn.usage = self._usage(response)
        except AgentRunError as error:
            if not faults.may_be_billed(error):
                usage = None
            raise
        finally:
            budget.settle(reservation, usage)
        return response

    async def _context(self) -> str | None:
        """The name of what the provider has kept of the prompt, if it is worth it."""
        prompt, session = self._turn.call.prompt, self._turn.session
        if not self._name.startswith(VERTEX):
            return None
        if not worth_keeping(prompt, session.uses.get(prompt.shared_sha256, 0)):
            return None
        client = cast("GoogleModel", self.wrapped).client
        return await session.contexts.name_of(self._name, client, prompt, session.budget)

    async def _with_context(self, context: str | None) -> ModelResponse:
        try:
            return await self._in_time(context)
        except ModelRequestRejectedError as error:
            if context is None or not faults.is_about_context(error):
                raise
        # It has expired, or was deleted: once more, whole.
        self._turn.session.contexts.lose(self._name, self._turn.call.prompt)
        return await self._in_time(None)

    async def _in_time(self, context: str | None) -> ModelResponse:
        seconds = self._turn.call.options.timeout_seconds
        started = time.perf_counter()
        self._turn.started_at = datetime.now(UTC)
        try:
            async with asyncio.timeout(seconds):
                return await self._ask(context)
        except TimeoutError as error:
            text = f"no answer within {seconds:g} seconds"
            raise ModelTimeoutError(self._name, text, phase="read") from error
        finally:
            self._turn.seconds = time.perf_counter() - started

    async def _ask(self, context: str | None) -> ModelResponse:
        prompt = self._turn.call.prompt
        if context is None:
            parts = [UserPromptPart(content=prompt.text)]
            request = ModelRequest(parts=parts, instructions=prompt.instructions or None)
        else:
            request = ModelRequest(parts=[UserPromptPart(content=prompt.task)])
        # JSON mode without a schema: see docs/decisions/0009-json-mode-not-provider-schemas.md.
        json_mode = self.wrapped.profile.get("supports_json_object_output", False)
        parameters = ModelRequestParameters(output_mode="prompted" if json_mode else "text")
        try:
            return await self.wrapped.request([request], self._settings_for(context), parameters)
        except faults.foreign_errors() as error:
            raise faults.known(self._name, error) from error

    def _settings_for(self, context: str | None) -> ModelSettings:
        options = self._turn.call.options
        wanted = {
            "max_tokens": self._turn.max_output_tokens,
            "temperature": options.temperature,
            "thinking": options.thinking,
            "timeout": options.timeout_seconds,
            "max_retries": 0,  # trying again is for the task that calls
            "google_cached_content": context,
        }
        ignored = self.wrapped.unsupported_settings
        kept = {
            name: value
            for name, value in wanted.items()
            if value is not None and name not in ignored
        }
        return cast("ModelSettings", kept)

    def _most(self) -> Usage:
        """The most the request can use."""
        prompt = self._turn.call.prompt
        return self._priced(
            Usage(
                calls=1,
                input_tokens=most_tokens(prompt.instructions) + most_tokens(prompt.text),
                output_tokens=self._turn.max_output_tokens or MAX_OUTPUT_TOKENS,
            )
        )

    def _usage(self, response: ModelResponse) -> Usage:
        """What the provider says was used; where it does not, the most it can have been."""
        said = response.usage
        return self._priced(
            Usage(
                calls=1,
                input_tokens=said.input_tokens or self._most().input_tokens,
                cached_tokens=said.cache_read_tokens,
                output_tokens=said.output_tokens or most_tokens(response.text or ""),
            )
        )

    def _priced(self, usage: Usage) -> Usage:
        return usage.model_copy(update={"cost_usd": cost_usd(self._name, usage)})
