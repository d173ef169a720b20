from __future__ import annotations

import asyncio
import io
import json
import pickle
import signal
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from core.artifact import Completion
from core.errors import FinalModelError, ModelRefusedError, ModelTimeoutError
from core.model_call import CallOptions, ModelCall, Prompt
from prompts.catalog import content_types
from prompts.rendering import render_draft, render_opening
from services.models import complete, fingerprint, model_process, warm_up
from services.models.process import ModelProcess
from services.models.session import Session
from services.models.worker import serve

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from core.request import ContentRequest
    from core.source import Source

TEXT = "Bees are insects that make honey. Honey is a sweet food that bees store in combs."
CATALOG = "prompts.catalog:content_types"


def _call(prompt: str, model: str = "extractive") -> ModelCall:
    return ModelCall(
        tenant="local",
        content_type="faqs",
        step="draft",
        model=model,
        fallbacks=(),
        options=CallOptions(),
        model_code="",
        schema_sha256="",
        source_sha256="",
        prompt=Prompt(instructions="", shared="", task=prompt),
    )


@pytest.fixture
def process() -> Generator[ModelProcess]:
    """A process for the embedded model, ended with the test."""
    made = ModelProcess("extractive", CATALOG)
    yield made
    made.stop()


@pytest.fixture
def call(
    make_source: Callable[..., Source], request_of: Callable[..., ContentRequest]
) -> ModelCall:
    """A call that the embedded model can only answer with "too small"."""
    opening = render_opening(make_source([TEXT]), request_of(), "en")
    return _call(render_draft(content_types()["outline"], opening, request_of(), "en", {}).text)


async def test_calls_are_made_in_a_process_of_their_own(
    process: ModelProcess, call: ModelCall
) -> None:
    """A call comes back as a completion, several at once each as their own."""
    one, other = await asyncio.gather(process.complete(call), process.complete(call))
    assert one.model == "extractive"
    assert one.finish_reason == "stop"
    assert "insufficient_source" in json.loads(one.text)
    assert other.text == one.text


async def test_an_error_comes_back_as_itself(process: ModelProcess) -> None:
    """What the call raises over there is raised here, hint included."""
    with pytest.raises(ModelRefusedError, match="only drafts") as caught:
        await process.complete(_call("<task>\n{}\n</task>"))
    assert "language model" in caught.value.hint


async def test_a_process_that_dies_costs_one_call(process: ModelProcess, call: ModelCall) -> None:
    """Killed while it is asked, it is an error that says so; the next call has a new process."""
    running = process.start()
    running.send_signal(signal.SIGKILL)
    running.wait()
    assert process.start() is not running
    process.start().send_signal(signal.SIGSTOP)
    asked = asyncio.ensure_future(process.complete(call))
    await asyncio.sleep(0.2)
    process.start().send_signal(signal.SIGKILL)
    with pytest.raises(FinalModelError, match="ended"):
        await asked
    assert (await process.complete(call)).finish_reason == "stop"


async def test_the_last_words_of_a_process_are_told() -> None:
    """A process that cannot start says why."""
    broken = ModelProcess("extractive", "prompts.nowhere:content_types")
    with pytest.raises(FinalModelError, match=r"No module named 'prompts\.nowhere'"):
        await broken.complete(_call(""))
    broken.stop()


async def test_a_call_that_takes_too_long_is_given_up(call: ModelCall) -> None:
    """Over its time it is a time-out, and the process that was stuck is gone."""
    warm_up("extractive", content_types)
    stuck = model_process(content_types).start()
    stuck.send_signal(signal.SIGSTOP)
    with pytest.raises(ModelTimeoutError):
        await complete(
            replace(call, options=CallOptions(timeout_seconds=0.3)), content_types, Session()
        )
    assert stuck.poll() is not None
    model_process(content_types).stop()


def test_serving_ends_with_its_input(call: ModelCall) -> None:
    """The worker answers each call in turn and stops when there are no more."""
    replies = io.BytesIO()
    calls = io.BytesIO(pickle.dumps(call) + pickle.dumps(_call("nothing")))
    serve(calls, replies, content_types)
    replies.seek(0)
    first, second = pickle.load(replies), pickle.load(replies)  # noqa: S301 (made above)
    assert isinstance(first, Completion)
    assert isinstance(second, ModelRefusedError)


def test_only_the_embedded_model_is_warmed_up() -> None:
    """Other models have nothing to begin with."""
    warm_up("openai:gpt-5", content_types)
    assert fingerprint("openai:gpt-5", content_types()["faqs"]) == ""
