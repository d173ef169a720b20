"""Vertex AI's ``generateContent`` and ``streamGenerateContent``."""

from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

from standin.fields import GENERATE_CONTENT
from standin.google_content import joined, sent_texts, user_texts
from standin.google_errors import invalid_argument, model_not_found, scripted
from standin.names import MISSING
from standin.replies import Asked

if TYPE_CHECKING:
    from standin.backend import Backend
    from standin.faults import Fault
    from standin.google_caches import CachedContent
    from standin.replies import Ending, ProviderError, Reply
    from starlette.requests import Request

STREAM = "streamGenerateContent"

_REASONS: dict[Ending, str] = {"length": "MAX_TOKENS", "safety": "SAFETY"}
_RATING = {
    "category": "HARM_CATEGORY_DANGEROUS_CONTENT",
    "probability": "HIGH",
    "probabilityScore": 0.93,
    "severity": "HARM_SEVERITY_HIGH",
    "severityScore": 0.81,
    "blocked": True,
}


def model_resource(request: Request) -> str:
    """The resource name of the model a request calls."""
    place = request.path_params
    return (
        f"projects/{place['project']}/locations/{place['location']}"
        f"/publishers/google/models/{place['model']}"
    )


class Google:
    """Vertex AI."""

    name = "google"

    async def read(self, request: Request, backend: Backend) -> Asked:
        """What is asked. Raises `ProviderError`."""
        method: str = request.path_params["method"]
        body = await backend.record(request, self.name, method, GENERATE_CONTENT)
        backend.identity.check(request)
        model: str = request.path_params["model"]
        if model.startswith(MISSING):
            raise model_not_found(model_resource(request))
        if not body.get("contents"):
            raise invalid_argument("Unable to submit request because it must have contents.")
        cache = _cache(body, model, backend)
        return Asked(
            model=model,
            prompt=joined([*(cache.prompt if cache else []), *user_texts(body)]),
            sent=joined([*(cache.sent if cache else []), *sent_texts(body)]),
            stream=method == STREAM,
            explicit_tokens=cache.tokens if cache else None,
            max_output_tokens=(body.get("generationConfig") or {}).get("maxOutputTokens"),
        )

    def error(self, fault: Fault, asked: Asked, input_tokens: int) -> ProviderError:
        """Google's error for a scripted fault."""
        resource = f"publishers/google/models/{asked.model}"
        return scripted(fault, resource, asked, input_tokens)

    def whole(self, reply: Reply) -> dict[str, Any]:
        """A ``GenerateContentResponse``."""
        return {
            **_candidates(reply, reply.text, last=True),
            "usageMetadata": _usage(reply),
            **_identity(reply),
        }

    def events(self, reply: Reply) -> list[bytes]:
        """The same in pieces: the last has the finish reason and the usage."""
        *early, last = reply.pieces() or [""]
        chunks = [{**_candidates(reply, text, last=False), **_identity(reply)} for text in early]
        closing = {
            **_candidates(reply, last, last=True),
            "usageMetadata": _usage(reply),
            **_identity(reply),
        }
        return [f"data: {json.dumps(chunk)}\r\n\r\n".encode() for chunk in [*chunks, closing]]


def _cache(body: dict[str, Any], model: str, backend: Backend) -> CachedContent | None:
    """The explicit cache a request names. Raises `ProviderError`."""
    if "cachedContent" not in body:
        return None
    if any(body.get(name) for name in ("systemInstruction", "tools", "toolConfig")):
        raise invalid_argument(
            "Tool config, tools and system instruction should not be set in the request when "
            "using cached content."
        )
    cache = backend.caches.get(body["cachedContent"])
    if cache.model != model:
        raise invalid_argument(
            f"Model used by GenerateContent request ({model}) and CachedContent ({cache.model}) "
            "has to be the same."
        )
    return cache


def _candidates(reply: Reply, text: str, *, last: bool) -> dict[str, Any]:
    if reply.ending == "empty":
        return {}
    if reply.ending == "blocked":
        return {"promptFeedback": {"blockReason": "SAFETY", "safetyRatings": [_RATING]}}
    content: dict[str, Any] = {"role": "model"}
    if text:
        content["parts"] = [{"text": text}]
    candidate: dict[str, Any] = {"content": content}
    if last:
        candidate["finishReason"] = _REASONS.get(reply.ending, "STOP")
        candidate["avgLogprobs"] = -0.0731
    if reply.ending == "safety":
        del candidate["content"]
        candidate["safetyRatings"] = [_RATING]
    return {"candidates": [candidate]}


def _usage(reply: Reply) -> dict[str, Any]:
    usage = reply.usage
    counts: dict[str, Any] = {
        "promptTokenCount": usage.input,
        "candidatesTokenCount": usage.output,
        "totalTokenCount": usage.input + usage.output,
        "trafficType": "ON_DEMAND",
        "promptTokensDetails": [_text_tokens(usage.input)],
    }
    if usage.output:
        counts["candidatesTokensDetails"] = [_text_tokens(usage.output)]
    if usage.cached:
        counts["cachedContentTokenCount"] = usage.cached
        counts["cacheTokensDetails"] = [_text_tokens(usage.cached)]
    return counts


def _text_tokens(count: int) -> dict[str, Any]:
    return {"modality": "TEXT", "tokenCount": count}


def _identity(reply: Reply) -> dict[str, Any]:
    created = dt.datetime.fromtimestamp(reply.created, dt.UTC)
    return {
        "modelVersion": reply.asked.model,
        "createTime": created.isoformat().replace("+00:00", "Z"),
        "responseId": reply.id,
    }
