"""A provider on this machine that answers what a test has scripted, word for word."""

from __future__ import annotations

import json
import threading
from collections import deque
from dataclasses import dataclass, field
from functools import lru_cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Self

from standin.google_identity import Identity

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

KEY = "sk-planted-0123456789abcdef"
TOKEN = "ya29.planted-0123456789"  # noqa: S105 (planted, to be looked for in messages)


@dataclass(frozen=True)
class Reply:
    """What is answered: a status, a body (an object is sent as JSON) and headers."""

    status: int
    body: object
    headers: dict[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True)
class Request:
    """What came: the method, the path, the headers in lower case and the JSON body."""

    method: str
    path: str
    headers: dict[str, str]
    body: Any


class ScriptedProvider:
    """Context manager; calls to models are answered from ``replies``, the last one for ever.

    Attributes:
        replies: For calls to models.
        caches: For requests to cached contents; when empty, they are made and deleted.
        token: For requests of access tokens.
        requests: What came, tokens apart.
    """

    def __init__(self) -> None:
        self.replies: deque[Reply] = deque()
        self.caches: deque[Reply] = deque()
        self.token = Reply(200, {"access_token": TOKEN, "expires_in": 3599, "token_type": "Bearer"})
        self.requests: list[Request] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def answer(self, request: Request) -> Reply:
        """The reply to a request, which is recorded."""
        if request.path == "/token":
            return self.token
        self.requests.append(request)
        if "/cachedContents" in request.path:
            return self.caches.popleft() if self.caches else _cached(request)
        return self.replies.popleft() if len(self.replies) > 1 else self.replies[0]

    @property
    def calls(self) -> list[Request]:
        """The calls to models."""
        return [each for each in self.requests if "/cachedContents" not in each.path]

    def environment(self, folder: Path) -> dict[str, str]:
        """What has every provider found here; the key file goes to ``folder``."""
        key_file = folder / "key.json"
        key_file.write_text(json.dumps(_identity().service_account(self.url)))
        return {
            "GOOGLE_APPLICATION_CREDENTIALS": str(key_file),
            "GOOGLE_CLOUD_PROJECT": "standin-project",
            "GOOGLE_CLOUD_LOCATION": "europe-west4",
            "GOOGLE_VERTEX_BASE_URL": self.url,
            "OPENAI_API_KEY": KEY,
            "OPENAI_BASE_URL": f"{self.url}/v1",
            "OLLAMA_BASE_URL": self.url,
        }


@lru_cache(maxsize=1)
def _identity() -> Identity:
    return Identity()


def _cached(request: Request) -> Reply:
    if request.method == "DELETE":
        return Reply(200, {})
    name = "projects/1/locations/europe-west4/cachedContents/77"
    return Reply(200, {"name": name, "usageMetadata": {"totalTokenCount": 9000}})


def _handler(provider: ScriptedProvider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            given = self.rfile.read(int(self.headers.get("content-length", 0)))
            body = json.loads(given) if given.startswith(b"{") else None
            headers = {name.lower(): value for name, value in self.headers.items()}
            self._send(provider.answer(Request(self.command, self.path, headers, body)))

        do_DELETE = do_POST  # noqa: N815 (the base class calls it so)

        def _send(self, reply: Reply) -> None:
            as_text = isinstance(reply.body, str)
            data = str(reply.body) if as_text else json.dumps(reply.body)
            self.send_response(reply.status)
            self.send_header("content-type", "text/html" if as_text else "application/json")
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(data.encode())))
            self.end_headers()
            self.wfile.write(data.encode())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (its name there)
            """Overrides the base class: nothing is printed."""

    return Handler


def openai_answer(text: str = "{}", finish_reason: str = "stop", **message: object) -> Reply:
    """A chat completion."""
    return Reply(
        200,
        {
            "id": "chatcmpl-7",
            "object": "chat.completion",
            "created": 1_790_000_000,
            "model": "gpt-test-2026-01-01",
            "choices": [
                {
                    "index": 0,
                    "message": {"role": "assistant", "content": text, **message},
                    "finish_reason": finish_reason,
                }
            ],
            "usage": {
                "prompt_tokens": 120,
                "completion_tokens": 30,
                "total_tokens": 150,
                "prompt_tokens_details": {"cached_tokens": 100},
                "completion_tokens_details": {"reasoning_tokens": 20},
            },
        },
    )


def google_answer(text: str = "{}", finish_reason: str = "STOP") -> Reply:
    """A `generateContent` response, its thoughts and text in parts."""
    parts = [{"text": "Let me think.", "thought": True}, {"text": text[:1]}, {"text": text[1:]}]
    return Reply(
        200,
        {
            "candidates": [
                {"content": {"role": "model", "parts": parts}, "finishReason": finish_reason}
            ],
            "usageMetadata": {
                "promptTokenCount": 120,
                "candidatesTokenCount": 10,
                "thoughtsTokenCount": 20,
                "cachedContentTokenCount": 100,
                "totalTokenCount": 150,
            },
            "modelVersion": "gemini-test-001",
            "responseId": "r-7",
        },
    )


def google_error(code: int, status: str, message: str, *details: dict[str, Any]) -> Reply:
    """An error as Google's APIs send it."""
    error = {"code": code, "message": message, "status": status, "details": list(details)}
    return Reply(code, {"error": error})


def openai_error(status: int, message: str, kind: str, code: str | None, **headers: str) -> Reply:
    """An error as OpenAI sends it."""
    error = {"message": message, "type": kind, "param": None, "code": code}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(status, {"error": error}, named)
