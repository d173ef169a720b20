"""The embedded model as a Pydantic AI model, and the process that does its work."""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import json
import subprocess
import sys
import tempfile
import threading
from typing import IO, TYPE_CHECKING

from core.errors import FinalModelError, ModelRefusedError
from core.request import EMBEDDED_MODEL
from core.settings import child_environment

if TYPE_CHECKING:
    from pydantic_ai.messages import ModelMessage
    from pydantic_ai.models.function import AgentInfo, FunctionModel

STOP_SECONDS = 2.0


class ComposerProcess:
    """A child process that composes (``services.models.composer``), started when first needed.

    Args:
        catalog: ``module:function`` that gives the content types by name.
    """

    def __init__(self, catalog: str) -> None:
        self._catalog = catalog
        self._process: subprocess.Popen[bytes] | None = None
        self._errors: IO[bytes] | None = None
        self._starting = threading.Lock()
        self._asking = threading.Lock()

    def start(self) -> subprocess.Popen[bytes]:
        """The running process; starts it when there is none. Returns at once."""
        with self._starting:
            if self._process is None or self._process.poll() is not None:
                self.stop()
                self._errors = tempfile.TemporaryFile()  # noqa: SIM115 (closed by stop)
                self._process = subprocess.Popen(  # noqa: S603 (our own module)
                    [sys.executable, "-m", "services.models.composer", self._catalog],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=self._errors,
                    env=child_environment({}),
                    # Ctrl-C is for the command; the child ends with its input.
                    start_new_session=True,
                )
                atexit.register(self.stop)
            return self._process

    def stop(self) -> None:
        """End the process, if there is one."""
        atexit.unregister(self.stop)
        if self._process is not None:
            self._process.kill()
            self._process.wait(STOP_SECONDS)
            for pipe in (self._process.stdin, self._process.stdout):
                if pipe is not None:
                    # What was written and never read goes nowhere.
                    with contextlib.suppress(BrokenPipeError):
                        pipe.close()
        if self._errors is not None:
            self._errors.close()

    async def ask(self, prompt: str) -> str:
        """The answer to a prompt; prompts are answered one after the other.

        Raises:
            ModelRefusedError: It cannot do what the prompt asks.
            FinalModelError: The process ended instead of answering.
        """
        loop = asyncio.get_running_loop()
        answered: asyncio.Future[str] = loop.create_future()

        def settle(answer: str | FinalModelError) -> None:
            if not answered.done():
                if isinstance(answer, str):
                    answered.set_result(answer)
                else:
                    answered.set_exception(answer)

        def work() -> None:
            try:
                answer: str | FinalModelError = self._ask(prompt)
            except FinalModelError as error:
                answer = error
            # The loop may have ended with the run that asked.
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(settle, answer)

        # A daemon thread, not the loop's pool: it may wait long, and nobody waits for it at exit.
        threading.Thread(target=work, daemon=True, name="composer").start()
        return await answered

    def _ask(self, prompt: str) -> str:
        with self._asking:
            process = self.start()
            reply = b""
            if process.stdin is not None and process.stdout is not None:
                with contextlib.suppress(BrokenPipeError):
                    process.stdin.write(json.dumps(prompt).encode() + b"\n")
                    process.stdin.flush()
                    reply = process.stdout.readline()
            if not reply:
                raise FinalModelError(
                    f"The embedded model's process ended (exit code {process.wait()}): "
                    f"{self._last_words()}"
                )
        answer = json.loads(reply)
        if "refused" in answer:
            raise ModelRefusedError(answer["refused"], hint=answer["hint"])
        return answer["answer"]

    def _last_words(self) -> str:
        if self._errors is None or self._errors.closed:
            return ""
        self._errors.seek(0)
        lines = self._errors.read().decode(errors="replace").split("\n")
        return next((line for line in reversed(lines) if line.strip()), "")


def extractive_model(process: ComposerProcess) -> FunctionModel:
    """The embedded model: reads the prompt like any other model."""
    # Late: only a run that calls a model pays for Pydantic AI.
    from pydantic_ai.messages import (  # noqa: PLC0415 (late, see above)
        ModelRequest,
        ModelResponse,
        TextPart,
        UserPromptPart,
    )
    from pydantic_ai.models.function import FunctionModel  # noqa: PLC0415 (late, see above)

    async def extract(messages: list[ModelMessage], _info: AgentInfo) -> ModelResponse:
        prompts = [
            part.content
            for message in messages
            if isinstance(message, ModelRequest)
            for part in message.parts
            if isinstance(part, UserPromptPart) and isinstance(part.content, str)
        ]
        return ModelResponse(
            parts=[TextPart(await process.ask(prompts[-1]))],
            model_name=EMBEDDED_MODEL,
            finish_reason="stop",
        )

    return FunctionModel(extract, model_name=EMBEDDED_MODEL)
