"""Reading Google's contents: the texts a model reads, and those that are the user's."""

from __future__ import annotations

import json
from typing import Any


def texts(content: Any) -> list[str]:
    """The texts of one content's parts."""
    parts = (content or {}).get("parts") or []
    return [part["text"] for part in parts if part.get("text")]


def user_texts(body: dict[str, Any]) -> list[str]:
    """The user's texts of a request or a cached content."""
    return [
        text
        for content in body.get("contents") or []
        if content.get("role", "user") == "user"
        for text in texts(content)
    ]


def sent_texts(body: dict[str, Any]) -> list[str]:
    """Every text of a request or a cached content that the model reads, in its order.

    The response's schema comes last: Google does not say where it stands, only that it counts.
    """
    config = body.get("generationConfig") or {}
    schema = config.get("responseJsonSchema") or config.get("responseSchema")
    return [
        *texts(body.get("systemInstruction")),
        *([json.dumps(body["tools"])] if body.get("tools") else []),
        *(text for content in body.get("contents") or [] for text in texts(content)),
        *([json.dumps(schema)] if schema else []),
    ]


def joined(pieces: list[str]) -> str:
    """The texts as one, each beginning a line."""
    whole = ""
    for piece in pieces:
        whole += piece if not whole or whole.endswith("\n") else f"\n{piece}"
    return whole
