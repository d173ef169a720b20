"""The other end of ``services.models.worker``: a child process that makes a model's calls.

The embedded model works there: reading a long source takes seconds of CPU that an event loop does
not have, and its imports overlap those of the process that asks.
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import pickle
import subprocess
import sys
import tempfile
import threading
from typing import IO, TYPE_CHECKING

from core.artifact import Completion
from core.errors import CoursewrightError, FinalModelError
from core.settings import child_environment

if TYPE_CHECKING:
    from core.model_call import ModelCall

STOP_SECONDS = 5.0


class ModelProcess:
    """A child process for one model's calls, started when first needed.

    Args:
        model: The model's name.
        reference: ``module:function`` that gives the content types by name.
    """

    def __init__(self, model: str, reference: str) -> None:
        self._command = [sys.executable, "-m", "services.models.worker", model, reference]
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
                    self._command,
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

    async def complete(self, call: ModelCall) -> Completion:
        """Have the call made; calls are made one after the other.

        Raises:
            CoursewrightError: What the call raised.
            FinalModelError: The process ended instead of answering.
        """
        loop = asyncio.get_running_loop()
        answered: asyncio.Future[Completion] = loop.create_future()

        def settle(reply: Completion | CoursewrightError) -> None:
            if answered.done():
                return
            if isinstance(reply, Completion):
                answered.set_result(reply)
            else:
                answered.set_exception(reply)

        def work() -> None:
            reply = self._exchange(call)
            # The loop may have ended with the run that asked.
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(settle, reply)

        # A daemon thread, not the loop's pool: it may wait long, and nobody waits for it at exit.
        threading.Thread(target=work, daemon=True, name="model-process").start()
        return await answered

    def _exchange(self, call: ModelCall) -> Completion | CoursewrightError:
        with self._asking:
            process = self.start()
            if process.stdin is None or process.stdout is None:
                raise AssertionError("the process has pipes for both")
            try:
                pickle.dump(call, process.stdin)
                process.stdin.flush()
                return pickle.load(process.stdout)  # noqa: S301 (from our own child)
            except (EOFError, OSError, ValueError, pickle.UnpicklingError):
                code = process.wait()
                return FinalModelError(
                    f"The model's process ended (exit code {code}). {self._last_words()}".strip(),
                    hint="Try again; run with --debug and report it if it stays.",
                )

    def _last_words(self) -> str:
        if self._errors is None or self._errors.closed:
            return ""
        self._errors.seek(0)
        lines = self._errors.read().decode(errors="replace").split("\n")
        return next((line for line in reversed(lines) if line.strip()), "")
