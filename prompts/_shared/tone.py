"""Whether a text keeps to the tone asked for, as far as single words show that it does not.

The tone is free text, and only the names below are understood: a tone that names none of them, or
two that contradict one another, or says "not", is asked of the model and not checked. Nor can a
check hear whether a text *is* friendly; it names what clearly is not, in English, German, French
and Spanish, and always as a warning:

* formal tone: English contractions, colloquial words, exclamation marks, the familiar "du", "tu"
  and "tú"; "you", "Sie", "vous" and "usted" are no fault. Two people who talk in a podcast may
  greet and be familiar; contractions and colloquial words are looked for there, too.
* friendly or conversational tone: words of contracts and files; a podcast in which nobody asks,
  calls out or says "I", "we" or "you" from beginning to end.

A word that stands in quotation marks, or that the source uses itself, is no finding.
"""

# ruff: noqa: RUF001 (the typographic apostrophe of running text is meant)

from __future__ import annotations

import re
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, Any

from prompts._shared.expectations import without

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from core.content_type import CheckContext, Expectation

FORMAL = (
    "formal formally academic scholarly scientific formell förmlich akademisch wissenschaftlich "
    "sachlich formel formelle académique scientifique soutenu académico académica científico "
    "científica"
)
"""Names of a formal tone, in the four languages."""

PERSONAL = (
    "friendly conversational informal casual chatty freundlich locker umgangssprachlich informell "
    "amical amicale familier familière informel informelle amable coloquial conversacional cercano "
    "cercana"
)
"""Names of a friendly or conversational tone, in the four languages."""

NEGATIONS = "not no non never without less nicht kein ohne weniger pas sans moins sin menos"
"""With one of them in it a tone says what it is not, and is not checked."""

_SUFFIX = "_off_tone"

_COLLOQUIAL = {
    "en": r"\w+n['’]t|\w+['’](?:re|ve|ll)|(?:it|that|there|here|what|who|let|he|she)['’]s|I['’][dm]"
    r"|gonna|wanna|gotta|kinda|sorta|dunno|yeah|yep|nope|hey|wow|awesome|you guys|super easy"
    r"|no biggie|piece of cake",
    "de": r"geil\w*|krass\w*|voll easy|easy|mega|kriegt man|nix|na ja|echt jetzt|quatsch|klasse"
    r"|so['’]n|so['’]ne|hab['’]|geht['’]s|gibt['’]s|is['’]|ne menge",
    "fr": r"ouais|super facile|hyper facile|vachement|génial|trop cool|c['’]est cool|truc|trucs"
    r"|bouquin|boulot|y['’]a|t['’]as|t['’]es|chouette|bosser",
    "es": r"guay|mola|molan|vale, |tío|tíos|chulo|chula|flipa\w*|currar|un montón|súper fácil"
    r"|pa['’]|rollo",
}
"""Contractions and words of talk."""

_FAMILIAR = {
    "de": r"[Dd]u|[Dd]ich|[Dd]ir|[Dd]ein(?:e[mnrs]?)?|[Ee]uch|[Ee]uer|[Ee]ure[mnrs]?",
    "fr": r"[Tt]u|[Tt]oi|[Tt]es|[Tt]['’](?=[aàâeéèêiîoôuh])",
    "es": r"[Tt]ú|[Tt]i|[Cc]ontigo|[Tt]us|[Vv]osotr[oa]s|[Vv]uestr[oa]s?",
}
"""The familiar address; English has none."""

_EXCLAMATION = r"(?<=[^\W\d_]{2})[ \u00a0\u202f]?!(?![=\w])"
"""A mark behind a word: "n!" is a factorial, "!=" an operator."""

_OF_FILES = {
    "en": r"aforementioned|aforesaid|hereinafter|heretofore|hereunder|herewith|hereby|hereof"
    r"|theretofore|pursuant to",
    "de": r"vorgenannt\w*|vorbezeichnet\w*|vorerwähnt\w*|diesbezüglich\w*|hiermit|nachstehend\w*"
    r"|obgenannt\w*|gemäß vorstehend\w*|bezugnehmend",
    "fr": r"susmentionné\w*|susdit\w*|susvisé\w*|précité\w*|nonobstant|(?:du|le|la|les|des)dite?s?"
    r"|ci-après|aux termes d\w+|en vertu de ce qui précède",
    "es": r"susodich\w*|antedich\w*|precitad\w*|infrascrit\w*|antemencionad\w*|en lo sucesivo"
    r"|a tenor de|no obstante lo anterior",
}
"""What is said in contracts and files, and to nobody's face."""

_PERSONS = {
    "en": r"I|me|my|we|us|our|you|your|yours",
    "de": r"ich|mich|mir|mein\w*|wir|uns\w*|du|dich|dir|dein\w*|ihr|euch|Sie|Ihnen|Ihre?\w?",
    "fr": r"je|j['’]\w+|me|moi|nous|notre|nos|tu|te|toi|vous|votre|vos",
    "es": r"yo|me|mi|nos|nosotr[oa]s|nuestr[oa]s?|tú|te|ti|usted|ustedes|vosotr[oa]s|os|\w+emos"
    r"|\w+amos|\w+imos",
}

_QUOTED = re.compile(r"“[^”]*”|„[^“]*“|«[^»]*»|\"[^\"]*\"")


class Register(Enum):
    """The two kinds of tone whose violations words show."""

    FORMAL = "formal"
    PERSONAL = "friendly"


@cache
def register_of(tone: str) -> Register | None:
    """The register that a tone names; None when it names none or is not plain."""
    said = set(re.findall(r"[^\W\d_]+", tone.casefold()))
    if said & set(NEGATIONS.split()):
        return None
    named = {
        register
        for register, names in ((Register.FORMAL, FORMAL), (Register.PERSONAL, PERSONAL))
        if said & set(names.split())
    }
    return named.pop() if len(named) == 1 else None


def off_tone(text: str, context: CheckContext, *, spoken: bool = False) -> str:
    """What of the text clearly is not in the tone asked for, in its words; empty without.

    Whoever asked for the tone would have to write it again.

    Args:
        text: What a learner reads or hears.
        context: Its request names the tone, its source may use the words itself.
        spoken: Whether people talk to one another in it: they may be familiar and call out.
    """
    pattern = _pattern(register_of(context.request.tone), context.language, spoken=spoken)
    if pattern is None:
        return ""
    found = (each.group().strip() for each in pattern.finditer(_QUOTED.sub(" ", text)))
    words = (each for each in dict.fromkeys(found) if not _in_source(each, context.source.text))
    return ", ".join(words)


def off_tones(
    item: Mapping[str, Any], fields: Iterable[str], context: CheckContext, *, spoken: bool = False
) -> dict[str, str]:
    """The columns of `in_tone` for an item's fields."""
    return {f"{field}{_SUFFIX}": off_tone(item[field], context, spoken=spoken) for field in fields}


def in_tone(*fields: str) -> tuple[Expectation, ...]:
    """For rows with the columns of `off_tones` for these fields."""
    return tuple(
        without(f"{field}{_SUFFIX}", "Is not in the tone asked for: “{value}”.", field=field)
        for field in fields
    )


def is_talk(texts: Iterable[str], context: CheckContext) -> bool | None:
    """Whether somebody in a script asks, calls out or speaks of "I", "we" or "you".

    A talk in which nobody does is a lecture read by two. None where the tone does not ask for it,
    or in a language that we do not know.
    """
    persons = _PERSONS.get(context.language)
    if persons is None or register_of(context.request.tone) is not Register.PERSONAL:
        return None
    return any(re.search(rf"[?!]|\b(?:{persons})\b", each, re.IGNORECASE) for each in texts)


@cache
def _pattern(register: Register | None, language: str, *, spoken: bool) -> re.Pattern[str] | None:
    """What is not in this register; None for a language or tone that is not checked."""
    if register is None or language not in _COLLOQUIAL:
        return None
    if register is Register.PERSONAL:
        return re.compile(rf"(?i:\b(?:{_OF_FILES[language]})(?!\w))")
    parts = [rf"(?i:\b(?:{_COLLOQUIAL[language]})(?!\w))"]
    if not spoken:
        parts.append(_EXCLAMATION)
        if language in _FAMILIAR:
            parts.append(rf"\b(?:{_FAMILIAR[language]})(?!\w)")
    return re.compile("|".join(parts))


def _in_source(words: str, source: str) -> bool:
    if not words[-1].isalpha():
        return words in source
    return re.search(rf"(?i)(?<!\w){re.escape(words)}(?!\w)", source) is not None
