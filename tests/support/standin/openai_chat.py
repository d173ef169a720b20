"""OpenAI's chat completions, plain and streamed, and its list of models.

Under ``/v1`` a key is asked for, as OpenAI does; under ``/keyless/v1`` none, as Ollama and vLLM do.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

from standin.fields import CHAT_COMPLETIONS
from standin.google_content import joined
from standin.names import API_KEY, MISSING
from standin.openai_errors import model_not_found, openai_error, scripted, wrong_key
from standin.replies import Asked, ProviderError
from starlette.responses import JSONResponse

if TYPE_CHECKING:
    from standin.backend import Backend
    from standin.faults import Fault
    from standin.replies import Ending, Reply
    from starlette.requests import Request
    from starlette.responses import Response

MODELS = ("gpt-4.1", "gpt-4.1-mini", "llama3.2")

_REASONS: dict[Ending, str] = {
    "length": "length",
    "safety": "content_filter",
    "blocked": "content_filter",
}


def check_key(request: Request) -> None:
    """Let a request through. Raises `ProviderError` when its key is not ours."""
    key = request.headers.get("authorization", "").partition(" ")[2]
    if not request.url.path.startswith("/keyless/") and key != API_KEY:
        raise wrong_key(key)


async def list_models(request: Request) -> Response:
    """``GET /v1/models``, and one of them by its name."""
    backend: Backend = request.app.state.backend
    await backend.record(request, "openai", "models")
    try:
        check_key(request)
        model = request.path_params.get("model")
        if model is None:
            listed = [_model(name) for name in MODELS]
            return JSONResponse({"object": "list", "data": listed})
        if model.startswith(MISSING):
            raise model_not_found(model)
        return JSONResponse(_model(model))
    except ProviderError as error:
        return error.response


class OpenAIChat:
    """OpenAI's protocol."""

    name = "openai"

    async def read(self, request: Request, backend: Backend) -> Asked:
        """What is asked. Raises `ProviderError`."""
        body = await backend.record(request, self.name, "chat_completions", CHAT_COMPLETIONS)
        check_key(request)
        model: str = body.get("model") or ""
        if not model:
            raise openai_error(400, "you must provide a model parameter")
        if model.startswith(MISSING):
            raise model_not_found(model)
        messages: list[dict[str, Any]] = body.get("messages") or []
        if not messages:
            raise openai_error(400, "Missing required parameter: 'messages'.", param="messages")
        return Asked(
            model=model,
            prompt=joined([text for each in messages for text in _texts(each, "user")]),
            sent=joined(_sent(body, messages)),
            stream=bool(body.get("stream")),
            max_output_tokens=body.get("max_completion_tokens") or body.get("max_tokens"),
            include_usage=bool((body.get("stream_options") or {}).get("include_usage")),
        )

    def error(self, fault: Fault, asked: Asked, input_tokens: int) -> ProviderError:
        """OpenAI's error for a scripted fault."""
        return scripted(fault, asked, input_tokens)

    def whole(self, reply: Reply) -> dict[str, Any]:
        """A ``chat.completion``."""
        refused = reply.ending == "refusal"
        message = {
            "role": "assistant",
            "content": None if refused else reply.text,
            "refusal": reply.text if refused else None,
            "annotations": [],
        }
        choice = {
            "index": 0,
            "message": message,
            "logprobs": None,
            "finish_reason": _REASONS.get(reply.ending, "stop"),
        }
        return {
            **_head(reply, "chat.completion"),
            "choices": [] if reply.ending == "empty" else [choice],
            "usage": _usage(reply),
        }

    def events(self, reply: Reply) -> list[bytes]:
        """The same in pieces: the last have the finish reason, and the usage if asked for."""
        field = "refusal" if reply.ending == "refusal" else "content"
        deltas: list[dict[str, Any]] = [
            {"role": "assistant", "content": "", "refusal": None},
            *({field: piece} for piece in reply.pieces()),
        ]
        choices = [[_choice(delta, None)] for delta in deltas]
        choices.append([_choice({}, _REASONS.get(reply.ending, "stop"))])
        if reply.ending == "empty":
            choices = [[]]
        head = _head(reply, "chat.completion.chunk")
        chunks = [{**head, "choices": each} for each in choices]
        if reply.asked.include_usage:
            chunks.append({**head, "choices": [], "usage": _usage(reply)})
        return [*(f"data: {json.dumps(each)}\n\n".encode() for each in chunks), b"data: [DONE]\n\n"]


def _texts(message: dict[str, Any], *roles: str) -> list[str]:
    """The texts of a message, if it is by one of these roles; any role when none is given."""
    content = message.get("content")
    if (roles and message.get("role") not in roles) or not content:
        return []
    if isinstance(content, str):
        return [content]
    return [part["text"] for part in cast("list[dict[str, Any]]", content) if part.get("text")]


def _sent(body: dict[str, Any], messages: list[dict[str, Any]]) -> list[str]:
    """Every text the model reads: OpenAI puts the answer's schema before the system message."""
    wanted = (body.get("response_format") or {}).get("json_schema")
    return [
        *([json.dumps(wanted)] if wanted else []),
        *([json.dumps(body["tools"])] if body.get("tools") else []),
        *(text for message in messages for text in _texts(message)),
    ]


def _model(name: str) -> dict[str, Any]:
    return {"id": name, "object": "model", "created": 1_744_316_542, "owned_by": "system"}


def _head(reply: Reply, kind: str) -> dict[str, Any]:
    return {
        "id": f"chatcmpl-{reply.id}",
        "object": kind,
        "created": reply.created,
        "model": reply.asked.model,
        "service_tier": "default",
        "system_fingerprint": "fp_standin",
    }


def _choice(delta: dict[str, Any], finish_reason: str | None) -> dict[str, Any]:
    return {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish_reason}


def _usage(reply: Reply) -> dict[str, Any]:
    usage = reply.usage
    return {
        "prompt_tokens": usage.input,
        "completion_tokens": usage.output,
        "total_tokens": usage.input + usage.output,
        "prompt_tokens_details": {"cached_tokens": usage.cached, "audio_tokens": 0},
        "completion_tokens_details": {
            "reasoning_tokens": 0,
            "audio_tokens": 0,
            "accepted_prediction_tokens": 0,
            "rejected_prediction_tokens": 0,
        },
    }
