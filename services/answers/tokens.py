"""The tokens of what a model may write for JSON, and what single ones of them mean."""

from __future__ import annotations

import re

LONGEST_NOTE = 200
"""Characters of a comment that is read; a longer one is refused."""

TOKEN = re.compile(
    r"""
    (?P<space>[ \t\r\n]++)
    | (?P<odd>[\v\f\x85\xa0\u1680\u2000-\u200b\u2028\u2029\u202f\u205f\u3000\ufeff]++)
    | (?P<comment>//[^\n]*+|\#[^\n]*+|/\*(?:[^*]|\*(?!/))*+\*/)
    | "(?P<double>(?:[^"\\]|\\.)*+)"
    | '(?P<single>(?:[^'\\]|\\.)*+)'
    | \u201c(?P<smart>(?:[^\u201c-\u201e"\\]|\\.)*+)[\u201d"]
    | \u201e(?P<low>(?:[^\u201c-\u201e"\\]|\\.)*+)[\u201c\u201d"]
    | \u2018(?P<smart_single>(?:[^\u2018-\u201a'\\]|\\.)*+)[\u2019']
    | \u201a(?P<low_single>(?:[^\u2018-\u201a'\\]|\\.)*+)[\u2018\u2019']
    | (?P<mark>[{}\[\]:,])
    | (?P<word>[-+.\w$]++)
    """,
    re.VERBOSE | re.DOTALL,
)
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][+-]?[0-9]++)?")
_LITERALS = {"true", "false", "null"}
PYTHON_LITERALS = {"True": "true", "False": "false", "None": "null"}
IDENTIFIER = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*+")
COLON_NEXT = re.compile(r"\s*+:")

_MAY_STAND_FOR_CONTENT = re.compile(
    r"""
    [{}\[\]"\u201c\u201d\u2026<>]|\.\.
    |^[^\w\s]*[\w$'-]+\s*:
    |\b(?:add|and\ so|continue[ds]?|etc|further|here|insert|left|more|omitted|other|others|previous
    |remaining|repeat|rest|same|similar|skipped|so\ on|todo|truncated|up\ to
    |autres?|demás|etcétera|fehlen|folgen|gekürzt|más|otros|reste|suite|u\.?s\.?w|weitere|usw)\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
_SAYS_SOMETHING = re.compile(r"[^\W\d_]{2,}\W+[^\W\d_]{2,}")


def literal(word: str) -> str | None:
    """The bare word as JSON if it is a number or a literal of JSON or Python, else None."""
    return word if word in _LITERALS or _NUMBER.fullmatch(word) else PYTHON_LITERALS.get(word)


def is_mere_note(comment: str) -> bool:
    """Whether nothing of the answer can be hidden in the comment, or be said to be left out."""
    note = comment.strip("/*# \t\r\n")
    if len(note) > LONGEST_NOTE or _MAY_STAND_FOR_CONTENT.search(note):
        return False
    return bool(_SAYS_SOMETHING.search(note))
