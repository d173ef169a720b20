"""Words that leave no exception, in claims whose evidence leaves room for one."""

# ruff: noqa: RUF001 (the typographic apostrophe of running text is meant)

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from core.source import Source


class _Kind(NamedTuple):
    """One way to leave no exception: the words that do, and words of a source that bear them out.

    The second are many on purpose: "entirely" bears out "all", and a person should only be asked
    to look where nothing of the kind is in sight.
    """

    said: str
    borne_out: str


_KINDS: Mapping[str, tuple[_Kind, ...]] = {
    "en": (
        _Kind(
            r"always|invariably|at all times|without exception|in every case",
            r"always|ever|invariabl\w+|constant\w*|continu\w+|every\w*|each|all|any|never|whenever"
            r"|permanent\w*|exception|must",
        ),
        _Kind(
            r"never|under no circumstances|in no case|(?:is|are|was|were) impossible",
            r"never|no|not|none|nothing|nobody|without|cannot|always|impossible|\w+n['’]t|only",
        ),
        _Kind(
            r"(?<!at )(?<!after )(?<!above )(?<!first of )(?<!not )(?<!nearly )(?<!almost )all"
            r"(?= (?!of\b|the\b|over\b|that\b|this\b|these\b|those\b|its\b|their\b|but\b|in all\b"
            r"|sorts\b|kinds\b)[a-z]+)|(?<!not )(?<!almost )(?<!nearly )every(?! day| year| time)"
            r"|everyone|everybody|everything",
            r"all|every\w*|each|any\w*|whole|entire\w*|total\w*|complete\w*|both|only|always"
            r"|universal\w*|no|never|whatever|whenever|wherever",
        ),
        _Kind(
            r"(?<!where )(?<!when )(?<!if )(?:none|nobody|no one|nothing(?! but| more))",
            r"no|not|none|nobody|nothing|without|never|neither|nor|cannot|lack\w*|only|\w+n['’]t",
        ),
    ),
    "de": (
        _Kind(
            r"immer(?! (?:mehr|weniger|noch|wieder|\w+er\b))|stets|ausnahmslos|jederzeit"
            r"|in jedem fall",
            r"immer|stets|ständig\w*|jede\w*|alle\w*|nie|niemals|dauernd\w*|ausnahm\w+|muss|müssen",
        ),
        _Kind(
            r"nie|niemals|unter keinen umständen|auf keinen fall|(?:ist|sind) unmöglich",
            r"nie|niemals|nicht|nichts|kein\w*|ohne|niemand\w*|unmöglich|nur",
        ),
        _Kind(
            r"(?<!nicht )(?<!fast )(?<!vor )(?<!beinahe )(?:alle|aller|allen|sämtliche\w*)"
            r"(?= (?!die\b|diese\w*|der\b|\d|paar\b|zwei\b)\w+)|(?<!nicht )(?:jeder|jede|jedes)"
            r"(?! (?:tag|jahr|mal)\b)|jedermann",
            r"alle\w*|all|jede\w*|sämtlich\w*|ganz\w*|gesamt\w*|beide\w*|nur|immer|überall|kein\w*",
        ),
        _Kind(
            r"niemand\w*|keiner|keine einzige|nichts(?! als| anderes)",
            r"kein\w*|nicht|nichts|niemand\w*|ohne|nie|niemals|weder|nur|fehl\w*",
        ),
    ),
    "fr": (
        _Kind(
            r"(?<!pas )toujours|sans exception|à tout moment|en toutes circonstances"
            r"|invariablement",
            r"toujours|tou[st]\w*|chaque|sans cesse|constant\w*|continu\w*|jamais|encore"
            r"|permanen\w*|doi\w+|exception",
        ),
        _Kind(
            r"(?<!à )jamais|en aucun cas|(?:est|sont) impossibles?",
            r"jamais|ne|n|pas|sans|aucun\w*|rien|personne|impossible\w*|seul\w*|toujours",
        ),
        _Kind(
            r"(?<!pas )(?<!presque )(?:tous|toutes)(?= (?:les|ces|nos) (?!deux|trois|jours|ans)\w+)"
            r"|(?<!pas )tout le monde",
            r"tou[st]\w*|chaque|chacun\w*|ensemble|entier\w*|entière\w*|seul\w*|aucun\w*",
        ),
        _Kind(
            r"personne ne|rien ne|aucun\w* [a-zà-ü]+ ne",
            r"ne|n|pas|sans|aucun\w*|rien|personne|jamais|ni|seul\w*|manqu\w*",
        ),
    ),
    "es": (
        _Kind(
            r"(?<!no )siempre(?! que)|sin excepción|en todo momento|en todos los casos"
            r"|invariablemente",
            r"siempre|tod[oa]s?|cada|constant\w*|continu\w*|nunca|excepción|permanente\w*|debe\w*",
        ),
        _Kind(
            r"nunca|jamás|en ningún caso|(?:es|son) imposibles?",
            r"nunca|jamás|no|sin|ning[uú]n\w*|nada|nadie|imposible\w*|sól?o|siempre",
        ),
        _Kind(
            r"(?<!no )(?<!casi )(?:todos|todas)(?= (?:los|las) (?!días|años|dos|tres)\w+)"
            r"|(?<!no )todo el mundo",
            r"tod[oa]s?|cada|enter[oa]s?|total\w*|ambos|ambas|sól?o|ning[uú]n\w*|siempre"
            r"|cualquier\w*",
        ),
        _Kind(
            r"nadie|nada(?! más)(?= \w)|ning[uú]n[oa]?",
            r"no|sin|ning[uú]n\w*|nada|nadie|nunca|ni|sól?o|falta\w*|carec\w*",
        ),
    ),
}


_HEDGES: Mapping[str, str] = {
    "en": r"mostly|usually|often|sometimes|generally|typically|normally|commonly|frequently"
    r"|occasionally|rarely|seldom|most|nearly|almost|many|some|few",
    "de": r"meist|meistens|oft|häufig|manchmal|gelegentlich|selten|üblicherweise|gewöhnlich"
    r"|normalerweise|in der regel|fast|beinahe|die meisten|viele|einige|manche|teilweise",
    "fr": r"souvent|parfois|quelquefois|généralement|habituellement|d['’]ordinaire|rarement"
    r"|presque|la plupart|en général|certaine?s|quelques|fréquemment|plupart",
    "es": r"a menudo|a veces|normalmente|generalmente|habitualmente|suelen?|rara vez|raramente"
    r"|casi|la mayoría|en general|muchas veces|frecuentemente|algun[oa]s",
}
"""Words that leave an exception, or many."""

_SENTENCES = re.compile(r"(?<=[.!?…])\s+|\n+")
_WORD = re.compile(r"[^\W\d_]+")
_TELLING_LETTERS = 5
_SHARED_LEAST = 3
_SHARED_PART = 0.6


def overstated(
    claim: str, evidence: Sequence[Mapping[str, Any]], source: Source, language: str
) -> str:
    """Words of the claim that leave no exception where its evidence could have one; "" for none.

    "Always" for "mostly" is the commonest way to overstate a source, and is then learnt as a rule.

    Looked for in the quotes and in the passages that they come from. In a language that we do not
    know nothing is found, and neither in a claim without evidence: it claims nothing.
    """
    if language not in _KINDS or not evidence:
        return ""
    text = claim.casefold()
    found = [(kind, said[0]) for kind in _compiled(language) if (said := kind[0].search(text))]
    if not found:
        return ""
    shown = _shown(evidence, source)
    unborne = [said for kind, said in found if not kind[1].search(shown)]
    hedge = hedge_lost(claim, evidence, source, language)
    return ", ".join(dict.fromkeys((*unborne, *([hedge] if hedge else []))))


def hedge_lost(
    claim: str, evidence: Sequence[Mapping[str, Any]], source: Source, language: str
) -> str:
    """The claim's "always" where the same sentence of its passages says "mostly"; "" for none.

    The exception that the source makes is lost, and a rule is learnt that is none.

    Args:
        claim: In the language.
        evidence: Of it, or of what it is a part of.
        source: What it was made of.
        language: ISO 639-1; in one that we do not know nothing is found.
    """
    hedges, kinds = _hedges(language), _compiled(language) if language in _KINDS else []
    text = claim.casefold()
    if not hedges or not any(kind[0].search(text) for kind in kinds):
        return ""
    shown = [each for each in _SENTENCES.split(_shown(evidence, source)) if hedges.search(each)]
    for sentence in _SENTENCES.split(text):
        said = next((found for kind in kinds if (found := kind[0].search(sentence))), None)
        if said and not hedges.search(sentence):
            rest = sentence.replace(said[0], " ")
            if any(_alike(rest, each) for each in shown):
                return said[0]
    return ""


def _alike(one: str, other: str) -> bool:
    ours = {word for word in _WORD.findall(one) if len(word) >= _TELLING_LETTERS}
    theirs = {word for word in _WORD.findall(other) if len(word) >= _TELLING_LETTERS}
    return len(ours & theirs) >= max(_SHARED_LEAST, _SHARED_PART * len(ours))


def _shown(evidence: Sequence[Mapping[str, Any]], source: Source) -> str:
    passages = (source.passage(each["passage_id"]) for each in evidence)
    texts = [each["quote"] for each in evidence] + [each.text for each in passages if each]
    return "\n".join(texts).casefold()


@cache
def _hedges(language: str) -> re.Pattern[str] | None:
    words = _HEDGES.get(language)
    return re.compile(rf"\b(?:{words})\b") if words else None


@cache
def _compiled(language: str) -> list[tuple[re.Pattern[str], re.Pattern[str]]]:
    return [
        (re.compile(rf"\b(?:{kind.said})\b"), re.compile(rf"\b(?:{kind.borne_out})\b"))
        for kind in _KINDS[language]
    ]
