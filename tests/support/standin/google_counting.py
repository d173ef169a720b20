"""Vertex AI's ``countTokens``, and its prompt optimizer (``tuningJobs:optimizePrompt``)."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from standin.fields import COUNT_TOKENS, OPTIMIZE_PROMPT
from standin.google import model_resource
from standin.google_content import joined, sent_texts, texts
from standin.google_errors import model_not_found
from standin.google_guard import let_through
from standin.names import MISSING
from standin.prefixes import tokens_of
from standin.replies import ProviderError
from starlette.responses import JSONResponse

if TYPE_CHECKING:
    from standin.backend import Backend
    from starlette.requests import Request
    from starlette.responses import Response

CHUNKS = 3


async def count_tokens(request: Request) -> Response:
    """``models.countTokens``."""
    backend: Backend = request.app.state.backend
    body = await backend.record(request, "google", "countTokens", COUNT_TOKENS)
    try:
        let_through(request, "count_tokens")
        if request.path_params["model"].startswith(MISSING):
            raise model_not_found(model_resource(request))
    except ProviderError as error:
        return error.response
    sent = joined(sent_texts(body))
    count = tokens_of(sent)
    return JSONResponse(
        {
            "totalTokens": count,
            "totalBillableCharacters": len(re.sub(r"\s", "", sent)),
            "promptTokensDetails": [{"modality": "TEXT", "tokenCount": count}],
        }
    )


async def optimize_prompt(request: Request) -> Response:
    """The optimizer's answer: a list of contents whose texts joined are one JSON object."""
    backend: Backend = request.app.state.backend
    body = await backend.record(request, "google", "optimizePrompt", OPTIMIZE_PROMPT)
    try:
        fault = let_through(request, "optimize")
    except ProviderError as error:
        return error.response
    prompt = joined(texts(body["content"]))
    suggested = fault.argument if fault is not None else shorter(prompt)
    answer = json.dumps(_advice(prompt, suggested), ensure_ascii=False)
    size = -(-len(answer) // CHUNKS)
    pieces = [answer[start : start + size] for start in range(0, len(answer), size)]
    return JSONResponse(
        [{"content": {"role": "model", "parts": [{"text": piece}]}} for piece in pieces]
    )


def shorter(prompt: str) -> str:
    """What the stand-in suggests: the prompt without its empty lines and repeated spaces."""
    lines = (re.sub(r"[ \t]+", " ", line).rstrip() for line in prompt.splitlines())
    return "\n".join(line for line in lines if line)


def _advice(prompt: str, suggested: str) -> dict[str, Any]:
    return {
        "optimization_type": "system_instruction",
        "applicable_guidelines": [
            {
                "applicable_guideline": "Conciseness",
                "suggested_improvement": "Leave out what carries no meaning.",
                "text_before_change": prompt[:80],
                "text_after_change": suggested[:80],
            }
        ],
        "original_prompt": prompt,
        "suggested_prompt": suggested,
    }
