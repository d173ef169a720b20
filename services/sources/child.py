"""The parsing child: a source's bytes in on standard input, its blocks and language out as JSON.

Started by `parsing` as ``python -m services.sources.child`` and never imported by the rest. A
crash here is an answer too: the parent takes it for a damaged source.
"""

from __future__ import annotations

import json
import math
import os
import sys
import time
from dataclasses import replace
from threading import Thread
from typing import TYPE_CHECKING, Any, BinaryIO

from core.errors import SourceError, SourceTooLargeError
from services.sources.blocks import Document, to_json
from services.sources.languages import detect_language

if TYPE_CHECKING:
    from collections.abc import Mapping

PARENT_CHECK_SECONDS = 0.5


def main(stdin: BinaryIO, stdout: BinaryIO) -> None:
    """Read one order (a line of JSON, then the bytes), write one answer (JSON)."""
    Thread(target=leave_with, args=(os.getppid(),), daemon=True).start()
    order = json.loads(stdin.readline())
    limit_resources(order["timeout_seconds"], order["memory_bytes"])
    answer = answer_to(order, stdin.read())
    stdout.write(json.dumps(answer).encode())
    stdout.flush()


def answer_to(order: Mapping[str, Any], data: bytes) -> dict[str, Any]:
    """The document, or the error that says why there is none."""
    name = order["name"]
    try:
        document = _parse(order, data)
        if document.characters > order["max_characters"]:
            raise SourceTooLargeError(
                f"{name} has more than {order['max_characters']:,} characters.",
                hint="Give a part of it, or raise COURSEWRIGHT_SOURCE_MAX_CHARACTERS.",
            )
        language = detect_language(document.blocks, document.language)
    except SourceError as error:
        return {"error": error.code, "message": error.message, "hint": error.hint}
    except MemoryError:
        return {
            "error": SourceTooLargeError.code,
            "message": f"{name} takes more memory to read than is allowed.",
            "hint": "Give a smaller source, or raise COURSEWRIGHT_PARSE_MEMORY_BYTES.",
        }
    return {"document": to_json(replace(document, language=language))}


def _parse(order: Mapping[str, Any], data: bytes) -> Document:
    # Each parser is imported only when its kind comes: the child lives for one source.
    match order["kind"]:
        case "pdf":
            from services.sources.pdf import parse_pdf  # noqa: PLC0415

            return parse_pdf(data, order["name"], order["max_pages"])
        case "docx":
            from services.sources.docx import parse_docx  # noqa: PLC0415

            return parse_docx(data, order["name"], order["max_unpacked_bytes"])
        case "html":
            from services.sources.webpage import parse_html  # noqa: PLC0415

            return parse_html(data.decode())
        case "markdown":
            from services.sources.markdown import parse_markdown  # noqa: PLC0415

            return parse_markdown(data.decode())
        case _:
            from services.sources.text import parse_text  # noqa: PLC0415

            return parse_text(data.decode())


def limit_resources(timeout_seconds: float, memory_bytes: int) -> None:
    """Cap this process's processor time and memory, where the platform can."""
    try:
        import resource  # noqa: PLC0415 (there is none on Windows)
    except ImportError:
        return
    seconds = math.ceil(timeout_seconds) + 1
    for limit, value in (
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_AS, memory_bytes),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(limit)
        wanted = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(limit, (wanted, wanted))


def leave_with(parent: int) -> None:
    """End this process when its parent has ended: nobody is left to read the answer."""
    while os.getppid() == parent:
        time.sleep(PARENT_CHECK_SECONDS)
    os._exit(1)


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer)
