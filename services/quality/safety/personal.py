"""Personal data in a text, as far as its form alone is proof: checksums, prefixes, marks.

Nothing that needs a guess: a name, a birthday or a bare row of digits may be anything.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PHONE_DIGITS = range(8, 16)
"""Digits of an international number, country code included (E.164 allows 15)."""

CARD_DIGITS = range(13, 20)
"""Digits of a card's number (ISO/IEC 7812)."""

IBAN_CHARACTERS = range(15, 35)
"""Characters of an account's number (ISO 13616)."""

_SPANISH_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"
"""Control letter of a Spanish identity number by its remainder on division by 23."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of personal data: what it looks like, and whether a match is really one.

    ``anchors`` as elsewhere: without one of them no match is possible; empty for patterns that
    are cheap anyway.
    """

    name: str
    pattern: re.Pattern[str]
    is_one: Callable[[str], bool] = bool
    anchors: tuple[str, ...] = ()


def found_in(text: str) -> Iterator[tuple[str, str]]:
    """Kind and words of each piece of personal data in the text."""
    for kind in KINDS:
        if kind.anchors and not any(map(text.__contains__, kind.anchors)):
            continue
        for match in kind.pattern.finditer(text):
            if kind.is_one(match[0]):
                yield kind.name, match[0].strip()


@lru_cache(maxsize=8)
def held_in(text: str) -> frozenset[str]:
    """All personal data of a source's text, in its bare form."""
    return frozenset(bare(words) for _, words in found_in(text))


def bare(words: str) -> str:
    """Letters and digits alone, in small letters: numbers are grouped in many ways."""
    return re.sub(r"[\W_]+", "", words.casefold())


def is_card(words: str) -> bool:
    """Whether the digits are a card's number: a network's first digit and Luhn's check digit."""
    digits = _digits(words)
    if len(digits) not in CARD_DIGITS or digits[0] not in "3456" or len(set(digits)) == 1:
        return False
    doubled = (int(digit) * 2 for digit in digits[-2::-2])
    total = sum(map(int, digits[-1::-2])) + sum(sum(divmod(number, 10)) for number in doubled)
    return total % 10 == 0


def is_iban(words: str) -> bool:
    """Whether the check digits of an account's number are right (ISO 7064, modulo 97)."""
    compact = "".join(words.split()).upper()
    if len(compact) not in IBAN_CHARACTERS:
        return False
    return int("".join(str(int(each, 36)) for each in compact[4:] + compact[:4])) % 97 == 1


def is_spanish_id(words: str) -> bool:
    """Whether the control letter of a Spanish identity number (DNI, NIE) is right."""
    compact = bare(words).upper()
    number = compact[:-1].replace("X", "0").replace("Y", "1").replace("Z", "2")
    return _SPANISH_LETTERS[int(number) % 23] == compact[-1]


def is_french_id(words: str) -> bool:
    """Whether the key of a French social security number (NIR) is right."""
    digits = _digits(words)
    return int(digits[:13]) % 97 == 97 - int(digits[13:])


def is_american_id(words: str) -> bool:
    """Whether a US social security number lies in the ranges that were issued."""
    area, group, serial = words.split("-")
    return area not in {"000", "666"} and area < "900" and group != "00" and serial != "0000"


def _is_phone(words: str) -> bool:
    return len(_digits(words)) in PHONE_DIGITS


def _digits(words: str) -> str:
    return re.sub(r"\D", "", words)


KINDS = (
    Kind(
        "an e-mail address",
        re.compile(r"[\w.+%-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}\b"),
        anchors=("@",),
    ),
    Kind(
        "a telephone number",
        re.compile(
            r"(?<![\w+])(?<!\d )(?:\+|00(?=[1-9]\d[ /.-]))[1-9]\d{0,2}"
            r"(?:[ ./-]?\(?\d+\)?){2,6}(?!\w)"
        ),
        _is_phone,
    ),
    Kind(
        "a telephone number",
        re.compile(r"(?:\([2-9]\d{2}\) ?|\b[2-9]\d{2}-)[2-9]\d{2}-\d{4}(?![\w-])"),
        anchors=("-",),
    ),
    Kind(
        "a telephone number",
        re.compile(
            r"\b(?:tel|phone|call|telefon|tél|teléfono|téléphone|mobile|handy|móvil)\w*\b"
            r"[ .:]{1,3}(?:\w{1,5} )?\(?\d[\d ()/.-]{6,17}\d\b",
            re.IGNORECASE,
        ),
        _is_phone,
    ),
    Kind("an account's number", re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z\d]){11,30}\b"), is_iban),
    Kind(
        "a card's number",
        re.compile(r"(?<![\d.-])\d(?:[ -]?\d){12,18}(?![\d-]|\.\d)"),
        is_card,
    ),
    Kind(
        "a social security number",
        re.compile(r"(?<![\w-])\d{3}-\d{2}-\d{4}(?![\w-])"),
        is_american_id,
        ("-",),
    ),
    Kind("an identity number", re.compile(r"\b(?:\d{8}|[XYZ]-?\d{7})-?[A-Z]\b"), is_spanish_id),
    Kind(
        "a social security number",
        re.compile(r"\b[12] ?\d{2} ?(?:0[1-9]|1[0-2]) ?\d[\dAB] ?\d{3} ?\d{3} ?\d{2}\b"),
        lambda words: words.replace(" ", "").isdigit() and is_french_id(words),
    ),
    Kind(
        "a street address",
        re.compile(
            r"\b\d{1,5}[A-Za-z]? (?:[A-Z][\w'.-]+ ){1,3}"
            r"(?:Street|Avenue|Road|Lane|Drive|Boulevard|St\.|Ave\.|Rd\.|Blvd\.)(?!\w)"
        ),
        anchors=(
            *("Street", "Avenue", "Road", "Lane", "Drive", "Boulevard"),
            *("St.", "Ave.", "Rd.", "Blvd."),
        ),
    ),
    Kind(
        "a street address",
        re.compile(
            r"\b[A-ZÄÖÜ][\wäöüß-]*(?:straße|strasse|str\.|weg|platz|allee|gasse) \d{1,4}[a-z]?\b"
        ),
        anchors=("straße", "strasse", "str.", "weg ", "platz ", "allee ", "gasse "),
    ),
    Kind(
        "a street address",
        re.compile(
            r"\b\d{1,4}(?: bis| ter)?,? (?:rue|avenue|boulevard|chemin|quai|impasse)"
            r" (?:d['e]|du|des|de la|de l')? ?[A-ZÀ-Ü]\w+"
        ),
        anchors=("rue", "avenue", "boulevard", "chemin", "quai", "impasse"),
    ),
    Kind(
        "a street address",
        re.compile(
            r"\b(?:Calle|Avenida|Plaza|Paseo|C/) ?(?:de |del |de la )?[A-ZÁ-Ú][\wáéíóúñ]+"
            r"(?: [A-ZÁ-Ú][\wáéíóúñ]+)*,? (?:n[.º°]+ ?)?\d{1,4}\b"
        ),
        anchors=("Calle", "Avenida", "Plaza", "Paseo", "C/"),
    ),
)
"""The kinds, the surest first."""
