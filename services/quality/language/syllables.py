"""How many syllables a word has: an estimate from its letters, each language its own way.

Good to a few percent over a text, which is all that a readability formula needs; a dictionary of
hyphenation would be wrong as often, since words are not parted after a single letter.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

CACHED_WORDS = 20_000
"""Words remembered with their syllables: a pack has a few thousand different ones."""

_ENGLISH_GROUP = re.compile(r"[aeiouy]+")
_ENGLISH_SILENT = re.compile(
    r"(?:[^aeiouy]e|[aeiou]e|[^aeioutdy]ed|[aeiou]ed|[^aeiouyszxcgh]es|[^aeiouysc]hes)$"
)
_ENGLISH_SOUNDED = re.compile(r"[^aeiouylr]le(?:s|d)?$")
_ENGLISH_HIATUS = re.compile(
    r"ia(?!l?ly\b|l\b|n\b|r\b|ge)|(?<![tscx])ia[ln]?\b|[^tsxcg]io|iu|eo(?!us|p)|[^qg]ua(?=[lrt])|uous"
    r"|ying|[aeiou]ing|creat|react|[^aeiou]eate\b|nuclea|linea|area|idea|uous|ie[tr]y?\b|science"
    r"|[dg]ien"
)
_ENGLISH_JOINED = re.compile(
    r"(?<=[^aeiouy])(?:eful|eless|ement|ely|eness|eside|ewhere|etime|etimes|ewise)"
)

_GERMAN_GROUP = re.compile(r"[aeiouyäöü]+")
_GERMAN_NUCLEUS = re.compile(r"ei|ai|au|eu|äu|ie|aa|ee|oo|ey|ay|oi|ou|.")

_FRENCH_GROUP = re.compile(r"[aeiouyàâäéèêëîïôöùûüœæ]+")
_FRENCH_HIATUS = re.compile(r"é(?=[aiouâêîôû])|[aeiou](?=[ïëé])|[aou](?=[a])")
_FRENCH_SILENT = re.compile(r"(?:e|es|[^aeiouym]ent)$")

_SPANISH_GROUP = re.compile(r"[aeiouáéíóúü]+")
_SPANISH_STRONG = frozenset("aeoáéóíú")


@lru_cache(maxsize=CACHED_WORDS)
def syllables(word: str, language: str) -> int:
    """Syllables of a word in small letters, at least 1.

    Args:
        word: Letters only.
        language: ISO 639-1; one without rules of its own is counted by its groups of vowels.
    """
    return max(1, _COUNTS.get(language, _groups)(word))


def _groups(word: str) -> int:
    return len(_FRENCH_GROUP.findall(word))


def _english(word: str) -> int:
    joined = _ENGLISH_JOINED.sub(lambda found: found[0][1:], word)
    count = len(_ENGLISH_GROUP.findall(joined)) + len(_ENGLISH_HIATUS.findall(joined))
    silent = _ENGLISH_SILENT.search(joined) and not _ENGLISH_SOUNDED.search(joined)
    vowel_before = joined[-2:-1] in set("aeiou") and joined.endswith("e")
    if silent and not vowel_before and not joined.endswith(("eed", "ied", "ued", "oed")):
        count -= 1
    return count + joined.endswith(("sm", "sms", "thm", "thms"))


def _german(word: str) -> int:
    bare = word.replace("qu", "q")
    return sum(len(_GERMAN_NUCLEUS.findall(group)) for group in _GERMAN_GROUP.findall(bare))


def _french(word: str) -> int:
    bare = word.replace("qu", "q").replace("gue", "ge").replace("gui", "gi")
    count = len(_FRENCH_GROUP.findall(bare)) + len(_FRENCH_HIATUS.findall(bare))
    ends_alone = _FRENCH_SILENT.search(bare) and not re.search(r"[aeiouyé]e?s?$", bare[:-1])
    silent = bool(ends_alone) or bool(re.search(r"[^aeiouyé]es?$", bare))
    return count - silent


def _spanish(word: str) -> int:
    bare = re.sub(r"qu|gu(?=[eiéí])", "g", word)
    if bare.endswith("y"):
        bare = f"{bare[:-1]}i"
    return sum(_spanish_nuclei(group) for group in _SPANISH_GROUP.findall(bare))


def _spanish_nuclei(group: str) -> int:
    """Strong vowels and accented weak ones each make a syllable; weak ones lean on them."""
    strong = sum(letter in _SPANISH_STRONG for letter in group)
    return max(1, strong)


_COUNTS: dict[str, Callable[[str], int]] = {
    "en": _english,
    "de": _german,
    "fr": _french,
    "es": _spanish,
}
