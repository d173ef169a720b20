"""The parent's side of parsing: a child process for each source, limited and never left behind."""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import sys
from typing import TYPE_CHECKING, Any

from core.errors import SourceError, UnreadableSourceError
from core.settings import bare_environment
from services.sources.blocks import Document, from_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from core.settings import Settings
    from services.sources.opening import Opened

CHILD = (sys.executable, "-m", "services.sources.child")
# What the system ends a process with that is over its limits (9: SIGKILL); Windows has neither.
_LIMIT_SIGNALS = frozenset({9, int(getattr(signal, "SIGXCPU", 9))})


async def parse(opened: Opened, settings: Settings, command: Sequence[str] = CHILD) -> Document:
    """The blocks of an opened source, from a child process.

    Cancelling kills the child.

    Args:
        opened: The source.
        settings: Limits of time, memory, pages and sizes.
        command: What to start; the parsing child unless a test has its own.

    Raises:
        SourceError: What the child found wrong; UnreadableSourceError when it crashed or took too
            long.
    """
    order = {
        "kind": opened.kind.value,
        "name": opened.name,
        "timeout_seconds": settings.parse_timeout_seconds,
        "memory_bytes": settings.parse_memory_bytes,
        "max_pages": settings.source_max_pages,
        "max_characters": settings.source_max_characters,
        "max_unpacked_bytes": settings.source_max_unpacked_bytes,
    }
    data = opened.data if opened.text is None else opened.text.encode(errors="replace")
    try:
        async with asyncio.timeout(settings.parse_timeout_seconds):
            code, output = await _run(command, json.dumps(order).encode() + b"\n" + data)
    except TimeoutError as error:
        raise UnreadableSourceError(
            f"{opened.name} took more than {settings.parse_timeout_seconds:g} seconds to read.",
            hint="Give a part of it, or raise COURSEWRIGHT_PARSE_TIMEOUT_SECONDS.",
        ) from error
    return _document(code, output, opened.name)


async def _run(command: Sequence[str], data: bytes) -> tuple[int, bytes]:
    process = await asyncio.create_subprocess_exec(
        *command,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        # What a parser says while it fails is no use to a person.
        stderr=asyncio.subprocess.DEVNULL,
        env=bare_environment(),
        start_new_session=True,
    )
    try:
        output, _ = await process.communicate(data)
        return await process.wait(), output
    finally:
        if process.returncode is None:
            _kill(process)
            # Reads what is left, so that the pipes are closed with the process.
            await process.communicate()


def _kill(process: asyncio.subprocess.Process) -> None:
    # It may end by itself in this very moment.
    with contextlib.suppress(ProcessLookupError):
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)


def _document(code: int, output: bytes, name: str) -> Document:
    if -code in _LIMIT_SIGNALS:
        raise UnreadableSourceError(
            f"{name} takes more time or memory to read than is allowed.",
            hint="Give a part of it, or raise COURSEWRIGHT_PARSE_TIMEOUT_SECONDS or _MEMORY_BYTES.",
        )
    answer = _answer(output) if code == 0 else None
    if answer is None:
        raise UnreadableSourceError(
            f"{name} is damaged: it cannot be parsed.",
            hint="Open it in the program it was made with and save it again.",
        )
    if "error" in answer:
        raise _error(answer)
    return from_json(answer["document"])


def _answer(output: bytes) -> dict[str, Any] | None:
    try:
        return json.loads(output)
    except ValueError:
        return None


def _error(answer: dict[str, Any]) -> SourceError:
    kinds = {kind.code: kind for kind in _tree(SourceError)}
    kind = kinds.get(answer["error"], UnreadableSourceError)
    return kind(answer["message"], hint=answer["hint"])


def _tree(kind: type[SourceError]) -> Iterator[type[SourceError]]:
    yield kind
    for child in kind.__subclasses__():
        yield from _tree(child)
