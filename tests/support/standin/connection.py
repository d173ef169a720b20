"""Sending answers well and badly: whole, byte by byte, cut off, or not at all."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import struct
from typing import TYPE_CHECKING

from starlette.responses import Response

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.requests import Request
    from starlette.types import ASGIApp, Receive, Scope, Send

TRANSPORT = "standin.transport"
TICK_SECONDS = 0.01
WATCH_SECONDS = 0.05


class ClientGoneError(Exception):
    """The client has closed the connection."""


def with_transport(app: ASGIApp) -> ASGIApp:
    """The application, with the connection's transport in its scope: ASGI has no way to cut one."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        scope[TRANSPORT] = getattr(getattr(send, "__self__", None), "transport", None)
        await app(scope, receive, send)

    return wrapped


async def wait(request: Request, seconds: float) -> None:
    """Let time pass while the client waits.

    Raises:
        ClientGoneError: It does not wait.
    """
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    while (left := end - loop.time()) > 0:
        await asyncio.sleep(min(left, WATCH_SECONDS))
        if await request.is_disconnected():
            raise ClientGoneError


async def hang(request: Request, seconds: float) -> None:
    """Let time pass until it is over or the client has gone."""
    with contextlib.suppress(ClientGoneError):
        await wait(request, seconds)


async def reset(scope: Scope) -> None:
    """Close the connection at once; the client sees it reset."""
    transport: asyncio.Transport = scope[TRANSPORT]
    connected: socket.socket = transport.get_extra_info("socket")
    if connected.fileno() >= 0:  # else the client has gone by itself
        connected.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    await close(scope)


async def close(scope: Scope) -> None:
    """Close the connection, whatever has been sent on it."""
    scope[TRANSPORT].abort()
    # The server learns of it a turn of the loop later, and complains about less than it expects.
    await asyncio.sleep(TICK_SECONDS)


class Dropped(Response):
    """No answer: the connection is reset, at once or after a time."""

    def __init__(self, request: Request, seconds: float) -> None:
        super().__init__()
        self._request = request
        self._seconds = seconds

    async def __call__(
        self,
        scope: Scope,
        receive: Receive,  # noqa: ARG002 (ASGI gives it)
        send: Send,  # noqa: ARG002 (ASGI gives it)
    ) -> None:
        """Wait, and reset; nothing is sent."""
        await hang(self._request, self._seconds)
        await reset(scope)


async def start(send: Send, media_type: str, length: int | None) -> None:
    """Send the head of an answer; without a length the body is chunked."""
    headers = [(b"content-type", media_type.encode())]
    if length is not None:
        headers.append((b"content-length", str(length).encode()))
    await send({"type": "http.response.start", "status": 200, "headers": headers})


async def write(send: Send, pieces: Iterable[bytes]) -> None:
    """Send the body's pieces, and end it."""
    for piece in pieces:
        await send({"type": "http.response.body", "body": piece, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


async def write_half(scope: Scope, send: Send, body: bytes) -> None:
    """Send half the body and close the connection."""
    half = body[: len(body) // 2]
    await send({"type": "http.response.body", "body": half, "more_body": True})
    await close(scope)


async def drip(request: Request, send: Send, body: bytes, seconds: float) -> None:
    """Send the body evenly over a time, a byte at a time where the clock allows it.

    Raises:
        ClientGoneError: The client does not wait.
    """
    loop = asyncio.get_running_loop()
    began, sent = loop.time(), 0
    while sent < len(body):
        passed = (loop.time() - began) / seconds if seconds else 1.0
        due = max(sent + 1, min(len(body), int(len(body) * passed)))
        await send({"type": "http.response.body", "body": body[sent:due], "more_body": True})
        sent = due
        if sent < len(body):
            await wait(request, max(TICK_SECONDS, seconds / len(body)))
    await send({"type": "http.response.body", "body": b""})
