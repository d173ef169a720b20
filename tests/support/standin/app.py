"""The stand-in's routes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from standin import control, google_caches, google_identity
from standin.backend import Backend
from standin.connection import with_transport
from standin.exchange import ModelEndpoint
from standin.google import Google
from standin.google_counting import count_tokens, optimize_prompt
from standin.openai_chat import OpenAIChat, list_models
from starlette.applications import Starlette
from starlette.routing import Mount, Route

if TYPE_CHECKING:
    from starlette.types import ASGIApp

VERTEX = "/{version}/projects/{project}/locations/{location}"


def make_app() -> ASGIApp:
    """The application with a state of its own."""
    app = Starlette(routes=[*_google(), *_openai(), Mount("/_control", routes=control.ROUTES)])
    app.state.backend = Backend()
    return with_transport(app)


def _google() -> list[Route]:
    model = f"{VERTEX}/publishers/google/models/{{model}}"
    generate = ModelEndpoint(Google())
    return [
        Route("/token", google_identity.token, methods=["POST"]),
        Route(f"{model}:countTokens", count_tokens, methods=["POST"]),
        Route(f"{model}:{{method}}", generate, methods=["POST"]),
        Route(f"{VERTEX}/tuningJobs:optimizePrompt", optimize_prompt, methods=["POST"]),
        Route(f"{VERTEX}/cachedContents", google_caches.endpoint, methods=["GET", "POST"]),
        Route(
            f"{VERTEX}/cachedContents/{{cache}}",
            google_caches.endpoint,
            methods=["GET", "PATCH", "DELETE"],
        ),
    ]


def _openai() -> list[Route]:
    chat = ModelEndpoint(OpenAIChat())
    routes: list[Route] = []
    for base in ("/v1", "/keyless/v1"):
        routes += [
            Route(f"{base}/chat/completions", chat, methods=["POST"]),
            Route(f"{base}/models", list_models),
            Route(f"{base}/models/{{model:path}}", list_models),
        ]
    return routes
