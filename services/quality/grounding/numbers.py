"""Numbers and dates in a text, whatever their format, as values that can be compared."""

# ruff: noqa: RUF001 (typographic marks are meant)

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from services.nlp.languages import words
from services.quality.grounding.number_words import (
    ALONE,
    LINKS,
    MAGNITUDES,
    PREFIXES,
    UNITS,
    cardinals,
    fractions,
    months,
    ordinals,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PERCENT = 100

_DATE = re.compile(
    r"(?<![\w.,/-])(?:(\d{4})-(\d\d)-(\d\d)|(\d\d?)([./])(\d\d?)\5(\d{4}))(?![\w/-])"
)
_DIGITS = re.compile(
    r"""
    (?<![^\W\d_])(?<!\d)(?<!\d[.,])
    (?: \d+(?:\.\d+){2,}(?![.,]?\d)
      | \d{1,3}(?:[ \u00a0\u202f\u2009'’]\d{3})+(?!\d)(?:[.,]\d+)?
      | \d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)? | \d{1,3}(?:\.\d{3})+(?!\d)(?:,\d+)?
      | \d+(?:[.,]\d+)? )
    """,
    re.VERBOSE,
)
_GROUPED = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")
_ROMAN = re.compile(
    r"(?<![\w-])(?=[IVXLCDM]{2,})M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})"
    r"(?=(?:e|er|ème|º|ª)?(?![\w-]))"
)
_NO_NUMERALS = words("CD DC MD DM CM MM CV MIX DI LI CC CL XL XXL MC ML DL MI DIM")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}
_SUFFIX = re.compile(r"(?:st|nd|rd|th|er|re|ères?|[èe]me|e|º|ª|\.[ºª]|s)(?!\w)")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_NEXT_WORD = re.compile(r"[ \u00a0\u202f\u2009-]?([^\W\d_]+)(\.?)")
_UNIT = re.compile(
    r"[ \u00a0\u202f\u2009-]?(per[ ]cent|pour[ ]cent|por[ ]ciento"
    r"|°[ ]?[CF](?!\w)|[%‰°℃℉€$£]|[µμ]?[^\W\d_]+(?:/[^\W\d_]+|[²³23](?!\w))?)"
)
_PREFIXED = re.compile(r"[kMGTmµnpch](?:V|A|Pa|J|mol|Ω|N|F|Bq|Sv|eV|bit|B|Hz|W|Wh)")
_DEGREES = re.compile(r"\s?(celsius|fahrenheit)", re.IGNORECASE)
_CURRENCY = re.compile(r"([€$£])\s?$")
_SINGLE = 2


class Number(NamedTuple):
    """A number, or a date, as it stands in a text.

    ``readings`` are its values as plain decimals ("1.000" has two), or ``7-14`` and ``7@1789`` for
    the day and the month of a date. ``unit`` is empty where none follows. ``noun`` is the folded
    word behind it.
    """

    text: str
    start: int
    end: int
    readings: frozenset[str]
    unit: str = ""
    spelled: bool = False
    noun: str = ""

    @property
    def small(self) -> bool:
        """Whether it is two or three in words: as often counted as read."""
        return self.spelled and self.readings <= {"2", "3"}


def numbers_in(text: str, code: str) -> list[Number]:
    """The numbers and dates of a text in order; number words in the four languages.

    Args:
        text: Any.
        code: Its language (ISO 639-1).
    """
    return list(_numbers_in(text, code))


@lru_cache(maxsize=1024)
def _numbers_in(text: str, code: str) -> tuple[Number, ...]:
    # The check of each artifact and the check of the pack read the same texts.
    found = [*_dates(text, code)]
    taken = [(each.start, each.end) for each in found]
    for each in (*_digits(text, code), *_romans(text), *_spelled(text, code)):
        if not any(start < each.end and each.start < end for start, end in taken):
            found.append(each)
            taken.append((each.start, each.end))
    return tuple(sorted(found, key=lambda each: each.start))


def _plain(value: Decimal) -> str:
    text = format(value, "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text).lstrip("0") or "0"


@cache
def _month_dates(code: str) -> re.Pattern[str] | None:
    names = "|".join(months(code))
    if not names:
        return None
    return re.compile(
        rf"(?<!\w)(\d{{1,2}})(?:\.|er|st|nd|rd|th|º)?\s+(?:of\s+|de\s+)?({names})(?!\w)"
        rf"(?:,?\s+(?:del?\s+)?(\d{{3,4}})(?!\d))?"
        rf"|(?<!\w)({names})\s+(\d{{1,2}})(?:st|nd|rd|th)?(?!\w)(?:,?\s+(\d{{3,4}})(?!\d))?"
        rf"|(?<!\w)({names}),?\s+(?:del?\s+)?(\d{{4}})(?!\d)",
        re.IGNORECASE,
    )


def _dates(text: str, code: str) -> Iterator[Number]:
    for found in _DATE.finditer(text):
        year, month, day = found[1], found[2], found[3]
        pairs = {(month, day)}
        if year is None:
            year, pairs = found[7], {(found[4], found[6]), (found[6], found[4])}
        days = {f"{int(m)}-{int(d)}" for m, d in pairs if int(m) <= 12}  # noqa: PLR2004 (months)
        if days:
            yield from _dated(found, days, {f"{each.split('-')[0]}@{year}" for each in days}, year)
    pattern = _month_dates(code)
    for found in pattern.finditer(text) if pattern else ():
        name = (found[2] or found[4] or found[7]).lower()
        month, day = months(code)[name], found[1] or found[5]
        year = found[3] or found[6] or found[8]
        yield from _dated(
            found,
            {f"{month}-{int(day)}"} if day else set(),
            {f"{month}@{int(year)}"} if year else set(),
            year,
        )


def _dated(
    found: re.Match[str], days: set[str], month: set[str], year: str | None
) -> Iterator[Number]:
    """One number for the day, or the month where there is none, and one for the year."""
    text, start, end = found[0], found.start(), found.end()
    yield Number(text, start, end, frozenset(days or month))
    if days and month:
        yield Number(text, start, end, frozenset(month))
    if year:
        yield Number(year, start, end, frozenset({str(int(year))}))


def _digits(text: str, code: str) -> Iterator[Number]:
    for found in _DIGITS.finditer(text):
        readings = _readings(found[0])
        end = found.end()
        factor, end = _magnitude(text, end, code)
        suffix = _SUFFIX.match(text, end) if factor == 1 else None
        unit = "" if suffix else _unit(text, end)
        before = _CURRENCY.search(text[max(0, found.start() - _SINGLE) : found.start()])
        yield Number(
            text[found.start() : end],
            found.start(),
            end,
            frozenset(_plain(value * factor) for value in readings) or frozenset({found[0]}),
            before[1] if before else unit,
            noun=_noun(text, suffix.end() if suffix else end),
        )


def _readings(digits: str) -> set[Decimal]:
    """The values that digits with their marks may stand for; none for "1.2.3"."""
    bare = re.sub(r"[ \u00a0\u202f\u2009'’]", "", digits)
    marks = re.findall(r"[.,]", bare)
    whole = Decimal(re.sub(r"[.,]", "", unicodedata.normalize("NFKC", bare)))
    if not marks:
        return {whole}
    if len(marks) > 1 and len(set(marks)) == 1:
        grouped = re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", bare)
        return {whole} if grouped else set()
    last = max(bare.rfind("."), bare.rfind(","))
    decimal = Decimal(f"{re.sub('[.,]', '', bare[:last])}.{bare[last + 1 :]}")
    return {decimal, whole} if _GROUPED.fullmatch(bare) else {decimal}


def _magnitude(text: str, end: int, code: str) -> tuple[int, int]:
    """The factor of "million" and the like behind a number, and where it ends."""
    known, factor = MAGNITUDES.get(code, {}), 1
    while (word := _NEXT_WORD.match(text, end)) and word[1].lower() in known:
        if len(word[1]) == 1 and not re.search(r"[€$£]\s?[\d.,]+$", text[:end]):
            break  # "3 m" is a length
        factor *= known[word[1].lower()]
        end = word.end(1)
    return factor, end


def _unit(text: str, end: int) -> str:
    for start in (end, end + 1) if text[end : end + 1] == "." else (end,):
        found = _UNIT.match(text, start)
        if found is None:
            continue
        surface = found[1].lower().replace("° ", "°")
        if " " in surface:
            return "%"
        unit = UNITS.get(surface) or _prefixed(found[1])
        if unit == "°" and (scale := _DEGREES.match(text, found.end())):
            return UNITS[scale[1].lower()]
        return unit
    return ""


def _prefixed(surface: str) -> str:
    """The unit of "Kilovolt", "kV" or "km/s", if it is one."""
    if _PREFIXED.fullmatch(surface):
        return surface
    lower = surface.lower()
    for word, sign in PREFIXES.items():
        unit = UNITS.get(lower.removeprefix(word), "")
        if unit and lower.startswith(word):
            return sign + unit
    return UNITS.get(re.split(r"[/²³23]", lower)[0], "")


def _noun(text: str, end: int) -> str:
    found = _NEXT_WORD.match(text, end)
    return found[1].lower() if found else ""


def _romans(text: str) -> Iterator[Number]:
    for found in _ROMAN.finditer(text):
        if found[0] in _NO_NUMERALS:
            continue
        values = [_ROMAN_VALUES[digit] for digit in found[0]]
        pairs = zip(values, [*values[1:], 0], strict=True)
        total = sum(-value if value < following else value for value, following in pairs)
        yield Number(found[0], found.start(), found.end(), frozenset({str(total)}))


def _spelled(text: str, code: str) -> Iterator[Number]:
    if not cardinals(code):
        return
    spoken = [
        (part.lower(), found.start() + offset)
        for found in _WORD.finditer(text)
        for part, offset in _parts(found[0], code)
    ]
    place = 0
    while place < len(spoken):
        taken, value = _number_at(spoken, place, text, code)
        following = spoken[place + taken] if place + taken < len(spoken) else ("", 0)
        parts = fractions(code).get(following[0], 0)
        start, last = spoken[place][1], spoken[place + taken - 1]
        place += taken
        if value is not None and value < parts:
            place += 1
            end = following[1] + len(following[0])
            share = _plain(round(Decimal(PERCENT * value) / parts, 2))
            readings = frozenset({f"{value}/{parts}", share})
            yield Number(text[start:end], start, end, readings, spelled=True)
        elif value is not None and value > 1:
            end = last[1] + len(last[0])
            unit, noun = _unit(text, end), _noun(text, end)
            readings = frozenset({str(value)})
            yield Number(text[start:end], start, end, readings, unit, spelled=True, noun=noun)


def _parts(word: str, code: str) -> list[tuple[str, int]]:
    """A word, or its parts where hyphens join those of a number."""
    if "-" not in word:
        return [(word, 0)]
    pieces = [(match[0], match.start()) for match in re.finditer(r"[^-]+", word)]
    known = _number_words(code)
    return pieces if all(piece.lower() in known for piece, _ in pieces) else [(word, 0)]


@cache
def _number_words(code: str) -> frozenset[str]:
    links = LINKS.get(code, frozenset[str]())
    return frozenset({*cardinals(code), *links, *ordinals(code), *fractions(code)})


def _number_at(
    words: Sequence[tuple[str, int]], place: int, text: str, code: str
) -> tuple[int, int | None]:
    """How many words from this place on make a number, and which."""
    word = words[place][0]
    if word in ordinals(code) and not (place and words[place - 1][0] in fractions(code)):
        return 1, ordinals(code)[word]
    if code == "de":
        return _german(words, place, text)
    total = current = taken = 0
    value: int | None = None
    while place + taken < len(words):
        word, start = words[place + taken]
        if taken and not _adjoins(words[place + taken - 1], start, text):
            break
        each = {**cardinals(code), **MAGNITUDES[code]}.get(word)
        if code == "en" and each is None and taken and current % 10 == 0 and current >= 20:  # noqa: PLR2004 (tens)
            each = {"first": 1, "second": 2, "third": 3, **ordinals(code)}.get(word)
        if each is None or (len(word) == 1 and word != "a") or (not taken and word in ALONE[code]):
            following = place + taken + 1
            linked = word in LINKS[code] and taken and following < len(words)
            if linked and words[following][0] in cardinals(code) and _opens(current, code):
                taken += 1
                continue
            break
        joined = _joined(total, current, each, code)
        if joined is None:
            break
        total, current = joined
        taken += 1
        value = total + current
    if value is None or (taken == 1 and value >= 10**6):  # "des millions de gens"
        return 1, None
    before = words[place - 1][0] if place else ""
    return (1, None) if before in {"pour", "por", "per"} and value == PERCENT else (taken, value)


def _opens(current: int, code: str) -> bool:
    """Whether "and" may stand behind this much of a number."""
    return current == 0 or current % 100 == 0 or (code != "en" and current % 10 == 0)


def _adjoins(before: tuple[str, int], start: int, text: str) -> bool:
    return text[before[1] + len(before[0]) : start] in {" ", "-", "\u00a0", "\u202f"}


def _joined(total: int, current: int, each: int, code: str) -> tuple[int, int] | None:
    """Total and current group with one more word, or None where it begins another number."""
    rest = current % 100
    if each >= 1000:  # noqa: PLR2004 (thousands, millions)
        return (total + max(current, 1) * each, 0) if current or not total else (total * each, 0)
    if each == 100 and 0 < current < 100:  # noqa: PLR2004 (hundreds)
        return total, current * 100
    if code == "fr" and each == 20 and rest == 4:  # noqa: PLR2004 (quatre-vingts)
        return total, current + 76
    if code == "fr" and rest in {60, 80} and each < 20:  # noqa: PLR2004 (soixante-dix)
        return total, current + each
    fits = (each < 1000 and current == 0) or (rest == 0 and each < 100)  # noqa: PLR2004 (as above)
    fits = fits or (rest >= 20 and rest % 10 == 0 and 0 < each < 10)  # noqa: PLR2004 (units)
    return (total, current + each) if fits else None


def _german(words: Sequence[tuple[str, int]], place: int, text: str) -> tuple[int, int | None]:
    value = _german_word(words[place][0])
    if value is None and words[place][0] in {"ein", "eine", "einer", "einem", "einen"}:
        value = 1
    if value is None:
        return 1, None
    taken = 1
    while place + taken < len(words):
        word, start = words[place + taken]
        factor = MAGNITUDES["de"].get(word)
        if factor is None or not _adjoins(words[place + taken - 1], start, text):
            break
        value *= factor
        taken += 1
    return taken, value


@cache
def _german_word(word: str) -> int | None:
    """The value of a German number in one word."""
    if word in cardinals("de") and word != "ein":
        return cardinals("de")[word]
    for mark, factor in (("tausend", 1000), ("hundert", 100)):
        left, found, right = word.partition(mark)
        if not found:
            continue
        value = 1 if not left else (cardinals("de").get(left) or _german_word(left))
        more = 0 if not right else _german_word(right.removeprefix("und"))
        if value is not None and more is not None:
            return value * factor + more
    return None
