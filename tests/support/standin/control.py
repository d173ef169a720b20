"""The control endpoints, by which tests and benchmarks script the stand-in and ask it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from standin.faults import Script
from starlette.responses import JSONResponse
from starlette.routing import Route

if TYPE_CHECKING:
    from standin.backend import Backend
    from starlette.requests import Request
    from starlette.responses import Response


async def _script(request: Request) -> Response:
    given = await request.json()
    try:
        _backend(request).script = Script(given.get("rules"), given.get("latency"))
    except (ValueError, TypeError, KeyError) as error:
        return JSONResponse({"error": str(error)}, 400)
    return JSONResponse({})


async def _stats(request: Request) -> Response:
    backend = _backend(request)
    caches = {"caches": len(backend.caches.live()), "kept_tokens": backend.caches.kept_tokens}
    return JSONResponse({**backend.ledger.stats(), **caches})


async def _requests(request: Request) -> Response:
    return JSONResponse(list(_backend(request).ledger.requests))


async def _planted(request: Request) -> Response:
    return JSONResponse(_backend(request).ledger.planted)


async def _reset(request: Request) -> Response:
    _backend(request).reset()
    return JSONResponse({})


async def _warm_up(request: Request) -> Response:
    await asyncio.to_thread(_backend(request).answers.warm_up)
    return JSONResponse({})


async def _service_account(request: Request) -> Response:
    url = str(request.base_url).rstrip("/")
    return JSONResponse(_backend(request).identity.service_account(url))


def _backend(request: Request) -> Backend:
    return request.app.state.backend


ROUTES = [
    Route("/script", _script, methods=["POST"]),
    Route("/reset", _reset, methods=["POST"]),
    Route("/warm_up", _warm_up, methods=["POST"]),
    Route("/stats", _stats),
    Route("/requests", _requests),
    Route("/planted", _planted),
    Route("/service_account", _service_account),
]
