"""One call to a model from its arrival to the last byte of its answer, in any protocol."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

from standin import connection
from standin.composing import only_changes, task_of
from standin.faults import ENDINGS, ERRORS, GENERATE, Fault
from standin.mutations import MUTATIONS
from standin.planting import PLANT, as_rows, plant
from standin.prefixes import CHARACTERS_PER_TOKEN, tokens_of
from standin.replies import Asked, Ending, ProviderError, Reply, Usage
from starlette.requests import Request

from core.errors import ModelRefusedError

if TYPE_CHECKING:
    from standin.accounting import Call
    from standin.backend import Backend
    from standin.replies import Dialect
    from starlette.types import Receive, Scope, Send

DRIP_SECONDS = 5.0
REFUSAL = "I'm sorry, but I can't help with that request."
PROXY_PAGE = b"""<!DOCTYPE html>
<html><head><title>Sign in to the network</title></head>
<body><h1>Web filter</h1><p>Please sign in to continue.</p></body></html>
"""


class ModelEndpoint:
    """Answers calls to a model in one protocol; an ASGI application."""

    def __init__(self, dialect: Dialect) -> None:
        self._dialect = dialect

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one call."""
        request = Request(scope, receive)
        backend: Backend = request.app.state.backend
        with backend.ledger.calling(self._dialect.name) as call:
            try:
                asked = await self._dialect.read(request, backend)
                await _Exchange(self._dialect, backend, request, asked, call).run(send)
            except ProviderError as error:
                call.status = str(error.status)
                await error.response(scope, receive, send)
            except connection.ClientGoneError:
                call.status = "gone"


class _Exchange:
    def __init__(
        self, dialect: Dialect, backend: Backend, request: Request, asked: Asked, call: Call
    ) -> None:
        self._dialect = dialect
        self._backend = backend
        self._request = request
        self._asked = asked
        self._call = call
        self._began = asyncio.get_running_loop().time()
        task = task_of(asked.prompt)
        call.model = asked.model
        call.content_type = task.get("content_type", "none")
        call.step = task.get("step", "none")

    async def run(self, send: Send) -> None:
        """Answer, or fail as the script says.

        Raises:
            ProviderError: The script wants an error.
            ClientGoneError: The client does not wait.
        """
        call = self._call
        fault = self._backend.script.next_fault(
            GENERATE, call.content_type, call.step, self._asked.model
        )
        call.fault = fault.kind if fault else None
        if fault is not None and fault.kind in ERRORS:
            raise self._dialect.error(fault, self._asked, tokens_of(self._asked.sent))
        if fault is not None and (seconds := fault.drop_seconds) is not None:
            call.status = fault.kind
            await connection.hang(self._request, seconds)
            await connection.reset(self._request.scope)
            return
        reply = await self._reply(fault)
        await self._wait_out_the_latency()
        self._count(reply.usage)
        await self._send(reply, fault, send)
        self._backend.prefixes.remember(self._asked.model, self._asked.sent)

    async def _reply(self, fault: Fault | None) -> Reply:
        text, ending = await self._text(fault)
        limit = self._asked.max_output_tokens
        if limit is not None and tokens_of(text) > limit:
            text, ending = text[: limit * CHARACTERS_PER_TOKEN], "length"
        return Reply(self._asked, text, ending, self._usage(text))

    async def _text(self, fault: Fault | None) -> tuple[str, Ending]:
        if fault is not None and fault.kind in ENDINGS - {"html"}:
            return _ended(fault)
        try:
            answer = await self._backend.answers.answer(self._asked.prompt)
        except ModelRefusedError:
            return REFUSAL, "refusal"
        if fault is not None and fault.kind == PLANT and answer.startswith("{"):
            answer = self._planted(answer, fault)
        answer = only_changes(answer, self._asked.prompt)
        if fault is None or not _breakable(fault, answer):
            return answer, "stop"
        broken = MUTATIONS[fault.kind](answer, fault.argument, self._asked.prompt)
        return broken, "length" if fault.kind == "truncated" else "stop"

    def _planted(self, answer: str, fault: Fault) -> str:
        broken, planted = plant(answer, fault.argument, self._asked.prompt)
        self._backend.ledger.planted += as_rows(planted, self._call.content_type, self._call.step)
        return broken

    def _usage(self, text: str) -> Usage:
        asked = self._asked
        explicit = asked.explicit_tokens
        implicit = self._backend.prefixes.cached_tokens(asked.model, asked.sent)
        return Usage(
            input=tokens_of(asked.sent),
            cached=implicit if explicit is None else explicit,
            output=tokens_of(text),
        )

    async def _wait_out_the_latency(self) -> None:
        """The delay counts from the call's arrival: composing hides in it."""
        delay = self._backend.script.latency.seconds(self._call.content_type)
        passed = asyncio.get_running_loop().time() - self._began
        await connection.wait(self._request, delay - passed)

    def _count(self, usage: Usage) -> None:
        self._call.input_tokens = usage.input
        self._call.cached_tokens = usage.cached
        self._call.output_tokens = usage.output

    async def _send(self, reply: Reply, fault: Fault | None, send: Send) -> None:
        media_type, pieces = self._body(reply, fault)
        body = b"".join(pieces)
        kind = fault.kind if fault else ""
        self._call.status = "cut" if kind == "cut" else "200"
        length = len(body) if len(pieces) == 1 else None
        await connection.start(send, media_type, length)
        if kind == "cut":
            await connection.write_half(self._request.scope, send, body)
        elif fault is not None and kind == "slow_drip":
            await connection.drip(self._request, send, body, fault.seconds(DRIP_SECONDS))
        else:
            await connection.write(send, pieces)

    def _body(self, reply: Reply, fault: Fault | None) -> tuple[str, list[bytes]]:
        if fault is not None and fault.kind == "html":
            return "text/html; charset=utf-8", [PROXY_PAGE]
        if self._asked.stream:
            return "text/event-stream", self._dialect.events(reply)
        return "application/json; charset=UTF-8", [json.dumps(self._dialect.whole(reply)).encode()]


def _breakable(fault: Fault, answer: str) -> bool:
    """Whether the fault breaks this answer: most break JSON, and a greeting is none."""
    return fault.kind in MUTATIONS and (fault.kind == "text" or answer.startswith("{"))


def _ended(fault: Fault) -> tuple[str, Ending]:
    match fault.kind:
        case "safety":
            return "", "blocked" if fault.argument == "prompt" else "safety"
        case "refusal":
            return REFUSAL, "refusal"
        case "no_text":
            return "", "no_text"
        case _:
            return "", "empty"
