"""The corpus of answers in ``tests/contract/answers``, and inputs made to hurt a parser."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CORPUS = Path(__file__).parent.parent / "contract" / "answers"
MEGABYTE = 1_000_000


@dataclass(frozen=True, eq=False)
class Case:
    """An answer and its right outcome: the value (and the repairs it takes), or the error."""

    kind: str
    id: str
    text: str
    finish_reason: str
    value: Any
    """What a parser may return; None when only an error is right."""
    repairs: tuple[str, ...]
    error: str
    """Name of the error's class; empty when the value is right."""


def cases() -> list[Case]:
    """Every case of the corpus, by file and line.

    A line holds ``id``, ``text`` (or ``parts``, pieces with how often each is repeated),
    ``value`` and ``repairs`` or ``error``, and ``finish_reason`` where it is not ``stop``.
    """
    return [
        _case(path.stem, json.loads(line))
        for path in sorted(CORPUS.glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]


def hostile(characters: int = MEGABYTE) -> dict[str, str]:
    """Texts of about this length, each the worst case of some way to parse."""
    fillings = {
        "brackets": ("", "]{][", ""),
        "lists_nested": ('{"a": ', "[", ""),
        "objects_nested": ("", '{"a":', ""),
        "nested_unquoted": ("", "{a:", ""),
        "closers": ('{"a": 1', "}", ""),
        "quotes": ("{", '"', "}"),
        "quotes_unclosed": ('{"a": "', '",\n"', ""),
        "apostrophes": ("{'a': '", "',", "'}"),
        "smart_quotes": ("{", "\u201ca\u201d:\u201cb\u201d,", "}"),
        "text_never_closed": ('{"a": "', "x", ""),
        "text_long": ('{"a": "', "x", '"}'),
        "backslashes": ('{"a": "', "\\", '"}'),
        "escapes_invalid": ('{"a": "', "\\_", '"}'),
        "escapes_eaten": ('{"a": "', "\\theta", '"}'),
        "escapes_doubtful": ('{"a": "', "x \\nu $", '"}'),
        "command_long": ('{"a": "\\f', "z", '"}'),
        "reason_long": ('{"insufficient_source": "', "no ", '"}'),
        "line_breaks_doubtful": ('{"a": "', "\\ne ", '"}'),
        "maths_opened": ('{"a": "\\tan ', "\\\\(", '"}'),
        "dollars": ('{"a": "\\tan ', "$", '"}'),
        "digits": ('{"a": ', "7", "}"),
        "digits_broken": ("{a: ", "7", "}"),
        "fraction": ('{"a": 0.', "7", "}"),
        "numbers": ('{"a": [', "1.5,", "1]}"),
        "spaces": ("{", " ", '"a": 1}'),
        "spaces_before_end": ('{"a": 1', " ", ""),
        "comment_never_ends": ('{"a": 1 /*', "*", ""),
        "comments": ("{", "/**/", ""),
        "comment_long": ("{a: 1 // ", "ab", "\n}"),
        "commas": ('{"a": [', ",", "]}"),
        "backticks": ("", "`", ""),
        "fences": ("", "```\n", ""),
        "fence_of_spaces": ("```", "\n ", "x"),
        "fence_lines": ("prose\n", "``` \t", "\n"),
        "thinking": ("", "<think></think>", ""),
        "thinking_opened": ("", "<think>", ""),
        "thinking_closed": ("prose ", "</think>", ""),
        "words": ("", "no, ", ""),
        "objects": ("", '{"a": 1}\n', ""),
        "byte_order_marks": ("", "\ufeff", '{"a": 1}'),
        "nul": ("", "\x00", ""),
        "half_pairs": ('{"a": "', "\\ud83d", '"}'),
    }
    texts = {
        name: head + body * ((characters - len(head) - len(tail)) // len(body)) + tail
        for name, (head, body, tail) in fillings.items()
    }
    pairs = ",".join(f'"{n:x}":1' for n in range(characters // 10))
    texts["key_long"] = f'{{"{"k" * (characters // 2)}": [{"[1]," * (characters // 8)}1]}}'
    texts["keys"] = f"{{{pairs}}}"
    texts["keys_repaired"] = f"{{{pairs[: characters // 4].rpartition(',')[0]},}}"
    return texts


def _case(kind: str, line: dict[str, Any]) -> Case:
    return Case(
        kind=kind,
        id=line["id"],
        text=line["text"] if "text" in line else _built(line["parts"]),
        finish_reason=line.get("finish_reason", "stop"),
        value=_expanded(line.get("value")),
        repairs=tuple(line.get("repairs", ())),
        error=line.get("error", ""),
    )


def _expanded(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    if value.keys() == {"parts"}:
        return _built(value["parts"])
    return {key: _expanded(inner) for key, inner in value.items()}


def _built(parts: list[tuple[str, int]]) -> str:
    return "".join(piece * times for piece, times in parts)
