"""A textbook of any length on made-up minerals: whole sentences, definitions, no two alike."""

from __future__ import annotations

import random

WORDS_A_PAGE = 450

_STEMS = ("ald", "bor", "cal", "dor", "fel", "gar", "hal", "kor", "lim", "mar", "ner", "ol")
_MIDDLES = ("am", "en", "ist", "ov", "ul", "ar", "eth", "on")
_ENDS = ("ite", "ine", "ole", "ase")
_COLOURS = ("pale green", "dark red", "milky white", "deep blue", "golden", "grey", "violet")
_PLACES = ("volcanic rock", "river sand", "old sea beds", "hot springs", "deep mines", "salt lakes")
_USES = (
    "harden cutting tools",
    "colour window glass",
    "clean drinking water",
    "store heat in houses",
    "polish optical lenses",
    "bind building cement",
    "feed orchard soil",
)
_TRAITS = (
    "conducts heat better than copper",
    "splits into thin even sheets",
    "glows under ultraviolet light",
    "dissolves slowly in warm water",
    "grows in crystals with six sides",
    "keeps its shape at high pressure",
    "turns brittle in dry air",
)
_REASONS = (
    "its atoms are packed in narrow layers",
    "traces of iron replace some of its calcium",
    "water is bound between its crystals",
    "it cooled over many thousands of years",
    "its bonds are weaker along one direction",
)


def textbook(words: int, seed: int = 1) -> str:
    """Markdown of about this many words: a chapter for each mineral, five sentences a paragraph."""
    source = random.Random(seed)  # noqa: S311 (no secret)
    names = [f"{a}{b}{c}" for a in _STEMS for b in _MIDDLES for c in _ENDS]
    source.shuffle(names)
    parts = ["# A textbook of minerals"]
    count = 0
    number = 0
    while count < words:
        name = names[number % len(names)] + ("" if number < len(names) else f" {number}")
        chapter = _chapter(name, names[(number + 7) % len(names)], source)
        count += len(chapter.split())
        parts.append(chapter)
        number += 1
    return "\n\n".join(parts) + "\n"


def _chapter(name: str, other: str, source: random.Random) -> str:
    title = name.capitalize()
    year = source.randint(1700, 1950)
    depth = source.randint(20, 900)
    trait, second = source.sample(_TRAITS, 2)
    use, other_use = source.sample(_USES, 2)
    colour, place, reason = (
        source.choice(_COLOURS),
        source.choice(_PLACES),
        source.choice(_REASONS),
    )
    return (
        f"## {title}\n\n"
        f"{title} is a {colour} mineral that forms in {place}. "
        f"It was first described in {year} by miners who took it for {other}. "
        f"Most {name} lies about {depth} metres below the ground, where the rock is warm. "
        f"Geologists recognise {name} because it {trait}. "
        f"The reason is that {reason}.\n\n"
        f"Engineers use {name} to {use}. "
        f"In some countries {name} also serves to {other_use}, although {other} is cheaper. "
        f"A sample of {name} {second}, which makes it easy to tell from {other}. "
        f"When {name} is heated above {depth + 300} degrees, it loses its colour. "
        f"For this reason workshops keep {name} in closed boxes of about {year % 90 + 10} litres."
    )
