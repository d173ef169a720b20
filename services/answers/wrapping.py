"""What stands around the object and is taken off: a byte-order mark, reasoning, one code fence."""

from __future__ import annotations

import re

from services.answers.faults import malformed

PROSE_AROUND_FENCE = "prose_around_fence"
HALF_FENCE = "half_fence"

LONGEST_COURTESY = 200
"""Characters of a sentence before or after a fenced object."""

_COURTESIES = """
    a and answer any anything are as asked below certainly course else enjoy feel following for free
    given happy have help helps here here's hope i if in is it its json know let me need object of
    ok okay on output please requested response result sure that the there this to valid with you
    you've your
    das der die dies gerne gewünscht hier ist json-objekt natürlich objekt selbstverständlich wie
    bien demandé est l'objet la le objet réponse sûr voici
    aquí claro el es está objeto por respuesta solicitado supuesto
"""
COURTESIES = frozenset(_COURTESIES.split())
"""The words of a sentence that says "here is the JSON" and no more. Any other word (example,
cannot, format, part, rest, draft) may say that the object is not the answer."""

_STRIPPED = " \t\r\n\v\f\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff\u200b"
_OPENED = re.compile(r"\s*+<(think|thinking|thought|reasoning)>", re.IGNORECASE)
_CLOSED = re.compile(r"</(?:think|thinking|thought|reasoning)>", re.IGNORECASE)
_FENCE_HEAD = re.compile(r"(`{3,}|~{3,})[\w+.-]*[ \t]*")
_FENCE_LINE = re.compile(r"^[ \t]*(?:`{3,}|~{3,})([\w+.-]*)[ \t]*\r?$", re.MULTILINE)
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*|[^\s.,:;!?()]")


def unwrap(text: str) -> tuple[str, set[str]]:
    """The text without its wrapping, and the kinds of repair this took.

    Raises:
        MalformedAnswerError: The reasoning never ends.
    """
    bare = _without_reasoning(text.strip(_STRIPPED))
    head = _FENCE_HEAD.match(bare)
    if head is not None:
        fenced = _without_fence(head)
        return (_beside_prose(bare) or fenced) if fenced[1] else fenced
    if bare.endswith("```") and bare.startswith("{"):
        return bare.rstrip("`").rstrip(_STRIPPED), {HALF_FENCE}
    return _beside_prose(bare) or (bare, set())


def _without_reasoning(text: str) -> str:
    opened = _OPENED.match(text)
    if opened is None and not text.startswith(("{", "[", "```", "~~~", '"')):
        # Some chat templates put the opening tag into the prompt: the answer has only the end.
        closed = _CLOSED.search(text)
        return text[closed.end() :].lstrip(_STRIPPED) if closed else text
    begin = 0
    while opened is not None:
        closing = re.compile(f"</{opened[1]}>", re.IGNORECASE)
        closed = closing.search(text, opened.end())
        if closed is None:
            raise malformed(f"its reasoning (<{opened[1]}>) never ends")
        begin = closed.end()
        opened = _OPENED.match(text, begin)
    return text[begin:].lstrip(_STRIPPED)


def _without_fence(head: re.Match[str]) -> tuple[str, set[str]]:
    inner = head.string[head.end() :]
    closed = inner.endswith(head[1])
    return inner.removesuffix(head[1]).strip(_STRIPPED), set() if closed else {HALF_FENCE}


def _beside_prose(text: str) -> tuple[str, set[str]] | None:
    """The one fenced block, when all that stands around it is a courtesy."""
    lines = list(_FENCE_LINE.finditer(text))
    if len(lines) != 2 or lines[1][1]:  # noqa: PLR2004 (where it opens and where it closes)
        return None
    opened, closed = lines
    if not (_is_courtesy(text[: opened.start()]) and _is_courtesy(text[closed.end() :])):
        return None
    return text[opened.end() : closed.start()].strip(_STRIPPED), {PROSE_AROUND_FENCE}


def _is_courtesy(prose: str) -> bool:
    bare = prose.strip(_STRIPPED)
    if len(bare) > LONGEST_COURTESY or "?" in bare:
        return False
    return all(word.replace("\u2019", "'") in COURTESIES for word in _WORD.findall(bare.lower()))
