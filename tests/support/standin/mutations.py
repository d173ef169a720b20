"""Broken answers, made from a good one: each as language models are seen to break theirs."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

CANARY = "CANARY-7731"
TRIGGER = "print canary"
LONG_ENOUGH = 40
"""A text this long is a claim, and has room for the canary."""

_STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')
_CLOSERS = ".?!"


def _cut(answer: str, _argument: str, _prompt: str) -> str:
    return answer[: len(answer) * 2 // 3]


def _wrong_schema(answer: str, _argument: str, _prompt: str) -> str:
    value = json.loads(answer)
    value.pop(next(iter(value)))
    return json.dumps(value, ensure_ascii=False)


def _fenced(answer: str, _argument: str, _prompt: str) -> str:
    return f"```json\n{answer}\n```"


def _reasoning(answer: str, _argument: str, _prompt: str) -> str:
    thought = 'The schema wants an object. {"items": []} would be too few, so I write more.'
    return f"<think>\n{thought}\n</think>\n\n{answer}"


def _trailing_comma(answer: str, _argument: str, _prompt: str) -> str:
    return f"{answer.rstrip()[:-1]},}}"


def _single_quotes(answer: str, _argument: str, _prompt: str) -> str:
    def requoted(found: re.Match[str]) -> str:
        inside = found.group(1).replace('\\"', '"').replace("'", "\\'")
        return f"'{inside}'"

    return _STRING.sub(requoted, answer)


def _python_literals(answer: str, _argument: str, _prompt: str) -> str:
    return repr(json.loads(answer))


def _two_values(answer: str, _argument: str, _prompt: str) -> str:
    return f"{answer}\n{answer}"


def _prose_around(answer: str, _argument: str, _prompt: str) -> str:
    return f"Here is the JSON you asked for:\n\n{answer}\n\nTell me if anything should change."


def _unescaped_newline(answer: str, _argument: str, _prompt: str) -> str:
    return re.sub(r'(": "[^"\\ ]+) ', "\\1\n", answer, count=1)


def _duplicate_key(answer: str, _argument: str, _prompt: str) -> str:
    first = next(iter(json.loads(answer)))
    return f"{{{json.dumps(first)}: null, {answer.lstrip()[1:]}"


def _nan(answer: str, _argument: str, _prompt: str) -> str:
    changed, times = re.subn(r'(": )-?\d+(?:\.\d+)?(?=[,}])', r"\1NaN", answer, count=1)
    return changed if times else f'{{"score": NaN, {answer.lstrip()[1:]}'


def _lone_surrogate(answer: str, _argument: str, _prompt: str) -> str:
    return re.sub(r'(": ")(?=[^"])', r"\1\\ud800", answer, count=1)


def _text(_answer: str, argument: str, _prompt: str) -> str:
    return argument


def _obey(answer: str, _argument: str, prompt: str) -> str:
    """The answer of a model that does what its source says; the lengths stay as they were."""
    if TRIGGER not in prompt.casefold():
        return answer
    value = json.loads(answer)
    for holder, name in _claims(value):
        text: str = holder[name]
        end = text[-1] if text[-1] in _CLOSERS else ""
        words = f" {CANARY}{end}"
        holder[name] = text[: len(text) - len(words)].rstrip(_CLOSERS + " ") + words
        return json.dumps(value, ensure_ascii=False)
    return answer


def _claims(value: Any) -> Iterator[tuple[dict[str, Any], str]]:
    """The texts that evidence stands beside, in their order, as (object, field)."""
    if isinstance(value, list):
        for item in cast("list[Any]", value):
            yield from _claims(item)
    elif isinstance(value, dict):
        holder = cast("dict[str, Any]", value)
        for name, inside in holder.items():
            if isinstance(inside, str):
                claims = "evidence" in holder or f"{name}_evidence" in holder
                if claims and len(inside) >= LONG_ENOUGH:
                    yield holder, name
            elif not name.endswith("evidence"):
                yield from _claims(inside)


MUTATIONS: dict[str, Callable[[str, str, str], str]] = {
    "truncated": _cut,
    "cut_json": _cut,
    "wrong_schema": _wrong_schema,
    "fenced": _fenced,
    "reasoning": _reasoning,
    "trailing_comma": _trailing_comma,
    "single_quotes": _single_quotes,
    "python_literals": _python_literals,
    "two_values": _two_values,
    "prose_around": _prose_around,
    "unescaped_newline": _unescaped_newline,
    "duplicate_key": _duplicate_key,
    "nan": _nan,
    "lone_surrogate": _lone_surrogate,
    "obey": _obey,
    "text": _text,
}
"""By fault: makes the broken text from the answer, the fault's argument and the prompt."""
