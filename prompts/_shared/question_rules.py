"""How questions are worded in each language, and which sentences they fit.

A rule's pattern is matched behind a sentence's subject; its groups and the subject make the
question, so that verbs keep the number the source gave them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from prompts._shared.wording import words


@dataclass(frozen=True, slots=True)
class Rule:
    """``kind`` names a `prompts._shared.questions.Kind`."""

    kind: str
    pattern: re.Pattern[str]
    wording: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """One language's questions; ``{of}`` and ``{object}`` are the subject in other cases."""

    articles: str
    plural: str
    be: str
    what_is: str
    who_is: str
    person: re.Pattern[str]
    """How the gloss of a person, or of people, begins."""
    meaning: str
    follows: re.Pattern[str]
    """How a sentence begins that goes on about the subject of the one before."""
    predicate: re.Pattern[str]
    """How the words behind a whole subject begin: a verb, not the rest of a longer subject."""
    because: re.Pattern[str]
    why: str
    why_elided: str = ""
    why_inverted: str = ""
    """What comes before a verb of ``inverts`` that changes places with the subject."""
    inverts: frozenset[str] = frozenset()
    verb_second: bool = False
    no_verb: frozenset[str] = frozenset()
    contrast: re.Pattern[str]
    difference: str
    relation: str
    date: re.Pattern[str]
    past: re.Pattern[str]
    happened: str
    predicates: tuple[Rule, ...]
    about: str


def _rule(kind: str, pattern: str, wording: str) -> Rule:
    return Rule(kind, re.compile(pattern), wording)


_YEAR = r"(?:1\d{3}|20\d\d)"
_EN_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
)
_DE_MONTH = (
    r"(?:Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)"
)
_FR_MONTH = (
    r"(?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)"
)
_ES_MONTH = (
    r"(?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)"
)
_EN_IN = r"(?:in|inside|within|on|at|near)(?! (?:the )?(?:\d|early|late|order|turn|part|fact))\b"
_EN_DOES = (
    r"(?:absorbs|allows|captures|carries|catches|connects|controls|converts|delivers|drives|"
    r"enables|helps|keeps|makes|moves|prevents|produces|protects|provides|pumps|reflects|"
    r"regulates|releases|removes|sends|splits|stores|supplies|transports|traps|turns)"
)
_EN_DO = (
    r"(?:absorb|allow|capture|carry|catch|connect|control|convert|deliver|drive|enable|help|keep|"
    r"make|move|prevent|produce|protect|provide|pump|reflect|regulate|release|remove|send|split|"
    r"store|supply|transport|trap|turn)"
)

_ENGLISH = Rules(
    articles=r"(?:The|An|A)\s",
    plural=r"(?:e?s)?",
    be=r"is|are|was|were",
    what_is="what {be} {subject}",
    who_is="who {be} {subject}",
    person=re.compile(
        r"(?:(?:an?|the|one) )?(?:[\w-]+ ){0,2}(?:scientist|king|queen|philosopher|politician|"
        r"chemist|physicist|biologist|lawyer|writer|general|emperor|president|revolutionary|inventor|"
        r"mathematician|economist|leader|monk|priest|engineer|painter|composer|poet|explorer|"
        r"astronomer|statesman|people|men|women|citizen|farmer|worker)s?\b"
    ),
    meaning="what is meant by {term}",
    follows=re.compile(r"(?:It|They|This|These|He|She|Its|Their)\b"),
    predicate=re.compile(
        r"(?!(?:of|in|on|at|by|for|with|from|to|and|or|that|which|who|as|between|during|the)\b)[a-z]"
    ),
    because=re.compile(r",? because "),
    why="why is it that",
    why_inverted="why",
    inverts=words("is are was were can could must"),
    contrast=re.compile(
        r"\b(?:whereas|unlike|in contrast to|differs? from|while)\b", re.IGNORECASE
    ),
    difference="what is the difference between {a} and {b}",
    relation="how are {a} and {b} related",
    date=re.compile(
        rf"\b(?P<date>in {_YEAR}|on \d{{1,2}} {_EN_MONTH} {_YEAR}|"
        rf"on {_EN_MONTH} \d{{1,2}}, {_YEAR}|in {_EN_MONTH} {_YEAR})\b"
        r"(?!\s?(?:years|people|and|to|BC|[-–]))",  # noqa: RUF001
        re.IGNORECASE,
    ),
    past=re.compile(r"\b(?:\w{2,}ed|was|were|began|became|took|made|fell|met|won|wrote|came)\b"),
    happened="what happened {date}",
    predicates=(
        _rule("place", rf"takes place {_EN_IN}", "where does {subject} take place"),
        _rule("place", rf"take place {_EN_IN}", "where do {subject} take place"),
        _rule("place", rf"(?P<verb>occur|happen)s {_EN_IN}", "where does {subject} {verb}"),
        _rule("place", rf"(?P<verb>occur|happen) {_EN_IN}", "where do {subject} {verb}"),
        _rule(
            "place",
            rf"(?P<be>is|are|was|were) (?P<done>located|found|stored|made|produced|built) {_EN_IN}",
            "where {be} {subject} {done}",
        ),
        _rule(
            "time",
            rf"(?P<be>was|were) (?P<done>\w+ed|built|written|made|found) (?:in|on) [^,.]*\b{_YEAR}",
            "when {be} {subject} {done}",
        ),
        _rule("time", rf"took place (?:in|on) [^,.]*\b{_YEAR}", "when did {subject} take place"),
        _rule("time", rf"began (?:in|on) [^,.]*\b{_YEAR}", "when did {subject} begin"),
        _rule("time", rf"ended (?:in|on) [^,.]*\b{_YEAR}", "when did {subject} end"),
        _rule(
            "how",
            r"(?P<be>is|are) (?P<done>\w+ed|made|built|known) by \w+ing\b",
            "how {be} {subject} {done}",
        ),
        _rule("what", r"depends (?:\w+ )?on\b", "what does {subject} depend on"),
        _rule("what", r"depend (?:\w+ )?on\b", "what do {subject} depend on"),
        _rule("what", r"consists of\b", "what does {subject} consist of"),
        _rule("what", r"consist of\b", "what do {subject} consist of"),
        _rule("what", r"(?P<be>is|are) made up of\b", "what {be} {subject} made up of"),
        _rule("what", r"contains\b", "what does {subject} contain"),
        _rule("what", r"contain\b", "what do {subject} contain"),
        _rule("what", r"(?P<verb>lead)s to\b", "what does {subject} lead to"),
        _rule("what", r"(?P<verb>need|use|require|cause)s\b", "what does {subject} {verb}"),
        _rule("what", r"(?P<verb>need|use|require|cause|lead to)\b", "what do {subject} {verb}"),
        _rule("role", rf"{_EN_DOES}\b", "what does {subject} do"),
        _rule("role", rf"{_EN_DO}\b", "what do {subject} do"),
    ),
    about="what should you know about {subject}",
)

_DE_IN = r"(?:in|im|an|am|auf|unter|zwischen)\b(?! (?:\w+ )?\d)"
_GERMAN = Rules(
    articles=r"(?:Der|Die|Das|Eine|Ein)\s",
    plural=r"(?:e[nrs]?|n|s)?",
    be=r"ist|sind|war|waren",
    what_is="was {be} {subject}",
    who_is="wer {be} {subject}",
    person=re.compile(
        r"(?:(?:eine?|der|die) )?(?:[a-zäöü]\w* ){0,2}(?:\w*(?:wissenschaftler|forscher|politiker|"
        r"könig|kaiser|philosoph|chemiker|physiker|biologe|schriftsteller|dichter|erfinder|ingenieur|"
        r"maler|komponist|arzt|anwalt|revolutionär|bauer|bürger|mönch)(?:in|innen|en?|n)?|"
        r"Leute|Menschen|Männer|Frauen)\b",
        re.IGNORECASE,
    ),
    meaning="was versteht man unter {term}",
    follows=re.compile(r"(?:Er|Sie|Es|Diese[rsnm]?|Dabei|Dadurch|Sein\w*|Ihre?)\b"),
    predicate=re.compile(
        r"(?!(?:der|des|dem|den|die|das|in|im|am|an|auf|von|vom|mit|aus|bei|zu|zum|zur|und|oder|"
        r"für|durch|als|wie|über|unter|ohne|eine[rsmn]?)\b)[a-zäöü]"
    ),
    because=re.compile(r", (?:weil|da) "),
    why="warum",
    verb_second=True,
    no_verb=words(
        "und oder der die das des im in am an auf von mit aus zu zum zur seit statt laut samt "
        "nicht oft damit"
    ),
    contrast=re.compile(
        r"\b(?:während|im Gegensatz zu[rm]?|im Unterschied zu[rm]?|unterscheide\w+)\b",
        re.IGNORECASE,
    ),
    difference="worin unterscheiden sich {a} und {b}",
    relation="wie hängen {a} und {b} zusammen",
    date=re.compile(
        rf"\b(?P<date>im (?:Jahre?|{_DE_MONTH}) {_YEAR}|am \d{{1,2}}\. {_DE_MONTH} {_YEAR})\b",
        re.IGNORECASE,
    ),
    past=re.compile(r"\b(?:\w{2,}te|\w{2,}ten|wurden?|war|waren|begann|kam|nahm|schrieb|fand)\b"),
    happened="was geschah {date}",
    predicates=(
        _rule(
            "place", rf"(?P<verb>findet|finden) {_DE_IN}.*\bstatt\b", "wo {verb} {subject} statt"
        ),
        _rule("place", rf"(?P<verb>läuft|laufen) {_DE_IN}.*\bab\b", "wo {verb} {subject} ab"),
        _rule("place", rf"(?P<verb>befindet|befinden) sich {_DE_IN}", "wo {verb} sich {subject}"),
        _rule("place", rf"(?P<verb>liegt|liegen|sitzt|sitzen) {_DE_IN}", "wo {verb} {subject}"),
        _rule(
            "time",
            rf"(?P<verb>begann|begannen|endete|endeten) [^,.]*\b{_YEAR}",
            "wann {verb} {subject}",
        ),
        _rule(
            "time",
            rf"(?P<verb>wurde|wurden) (?:im Jahre? |am |erst )?[^,]*?{_YEAR}[^,]* "
            r"(?P<done>(?:ge|ver|er|ent|be|ab|aus|ein)\w+(?:t|en)|\w+iert)\.$",
            "wann {verb} {subject} {done}",
        ),
        _rule("what", r"(?P<verb>besteht|bestehen) (?:\w+ )?aus\b", "woraus {verb} {subject}"),
        _rule("what", r"(?P<verb>enthält|enthalten)\b", "was {verb} {subject}"),
        _rule("what", r"(?P<verb>hängt|hängen)\b.*\bvo[nm]\b.*\bab\b", "wovon {verb} {subject} ab"),
        _rule("what", r"(?P<verb>führt|führen|führte|führten) zu[rm]?\b", "wozu {verb} {subject}"),
        _rule("what", r"(?P<verb>dient|dienen) (?:als|zu[rm]?)\b", "wozu {verb} {subject}"),
        _rule("what", r"(?P<verb>braucht|brauchen|benötigt|benötigen)\b", "was {verb} {subject}"),
        _rule(
            "role",
            r"(?:absorbiert|nimmt|fängt|wandelt|liefert|schützt|regelt|steuert|speichert|"
            r"transportiert|überträgt|spaltet|bindet|erzeugt|ermöglicht|reflektiert|reguliert|"
            r"verhindert|hilft|sorgt|versorgt|bildet|leitet|bewirkt)\b",
            "welche Aufgabe hat {subject}",
        ),
        _rule(
            "role",
            r"(?:absorbieren|nehmen|fangen|wandeln|liefern|schützen|regeln|steuern|speichern|"
            r"transportieren|übertragen|spalten|binden|erzeugen|ermöglichen|reflektieren|"
            r"regulieren|verhindern|helfen|sorgen|versorgen|bilden|leiten|bewirken)\b",
            "welche Aufgabe haben {subject}",
        ),
    ),
    about="was sollte man über {object} wissen",
)

_FR_IN = r"(?:dans|à|au|aux|en|sur|chez|sous)\b(?! (?:\w+ )?\d)"
_FRENCH = Rules(
    articles=r"(?:Les|Le|La|Une|Un)\s|L['’]",  # noqa: RUF001 (both apostrophes occur)
    plural=r"[sx]?",
    be=r"est|sont|était|étaient|fut|furent",
    what_is="qu’est-ce que {subject}",  # noqa: RUF001 (the apostrophe of running text)
    who_is="qui {be} {subject}",
    person=re.compile(
        r"(?:(?:une?|les?|la|des) )?(?:révolutionnaire|savant|roi|reine|philosophe|écrivain|avocat|"
        r"chimiste|physicien|mathématicien|général|empereur|président|homme|femme|habitant|citoyen|"
        r"paysan|député|inventeur|peintre|poète|moine|prêtre)(?:ne|e)?s?\b"
    ),
    meaning="qu’entend-on par {term}",  # noqa: RUF001
    follows=re.compile(r"(?:Il|Elle|Ils|Elles|Cet|Cette|Ce|Ces|Son|Sa|Ses|Leurs?)\b"),
    predicate=re.compile(
        r"(?:(?:ne|se|en|y) |n['’]|s['’])?"  # noqa: RUF001
        r"(?!(?:de|du|des|dans|et|ou|à|au|aux|que|qui|entre|le|la|les|une?)\b)"
        r"[a-zà-ÿ]*(?:e|es|ent|ont|ait|aient|a|it|t|nt|ut)\b"
    ),
    because=re.compile(r",? (?:parce qu(?:e |['’])|car )"),  # noqa: RUF001
    why="pourquoi est-ce que",
    why_elided="pourquoi est-ce qu’",  # noqa: RUF001
    contrast=re.compile(
        r"\b(?:tandis qu|alors qu|contrairement à|à la différence|par opposition)", re.IGNORECASE
    ),
    difference="quelle est la différence entre {a} et {b}",
    relation="quel est le lien entre {a} et {b}",
    date=re.compile(
        rf"\b(?P<date>en (?:{_FR_MONTH} )?{_YEAR}|le (?:1er|\d{{1,2}}) {_FR_MONTH} {_YEAR})\b",
        re.IGNORECASE,
    ),
    past=re.compile(
        r"\b(?:est|sont|a|ont|fut|furent|était|\w+(?:èrent|irent|a)|prend|proclame|vote|éclate|"
        r"devient|adopte|abolit)\b"
    ),
    happened="que s’est-il passé {date}",  # noqa: RUF001
    predicates=(
        _rule(
            "place",
            r"(?P<verb>(?:se|s['’])\s?(?:déroule|trouve|produit|situe|effectue|déroulent|trouvent|"  # noqa: RUF001
            rf"produisent|situent|effectuent)|a lieu|ont lieu) {_FR_IN}",
            "où {verb} {subject}",
        ),
        _rule(
            "time",
            rf"(?P<verb>commence|débute|éclate|s['’]achève|commença|débuta|éclata) [^,.]*\b{_YEAR}",  # noqa: RUF001
            "quand {verb} {subject}",
        ),
        _rule(
            "what",
            r"(?P<verb>dépend|dépendent|se compose|se composent) (?:\w+ )?(?:de|du|des|d['’])",  # noqa: RUF001
            "de quoi {verb} {subject}",
        ),
        _rule(
            "what",
            r"(?P<verb>contient|contiennent|comprend|comprennent|produit|produisent|fournit|"
            r"fournissent|libère|libèrent) (?:le|la|les|un|une|des|du|de|d['’]|l['’])",  # noqa: RUF001
            "que {verb} {subject}",
        ),
        _rule(
            "what",
            r"(?P<verb>conduit|conduisent|mène|mènent) (?:à|au|aux)\b",
            "à quoi {verb} {subject}",
        ),
        _rule(
            "role",
            r"(?:absorbe|capte|transforme|permet|protège|régule|transporte|stocke|convertit|joue|"
            r"assure|aide|sert|contrôle|évite)(?:nt|ent)?\b|absorbent|captent|servent|jouent",
            "quel est le rôle {of}",
        ),
    ),
    about="que faut-il savoir sur {subject}",
)

_ES_IN = r"en\b(?! (?:\w+ )?\d)"
_SPANISH = Rules(
    articles=r"(?:Los|Las|El|La|Unas|Unos|Una|Un)\s",
    plural=r"(?:e?s)?",
    be=r"es|son|era|eran|fue|fueron",
    what_is="qué {be} {subject}",
    who_is="quién {be} {subject}",
    person=re.compile(
        r"(?:(?:una?|el|la) )?(?:científic[oa]|rey|reina|filósof[oa]|escritora?|abogad[oa]|"
        r"químic[oa]|físic[oa]|matemátic[oa]|general|emperador|presidente|hombre|mujer|inventora?|"
        r"pintora?|poeta|monje|ingenier[oa]) (?!de )\b"
    ),
    meaning="qué se entiende por {term}",
    follows=re.compile(r"(?:Este|Esta|Estos|Estas|Ese|Esa|Su|Sus)\b"),
    predicate=re.compile(
        r"(?:(?:no|se|también) )?(?!(?:de|que|y|en|a|con|por|para|entre|la|una|e|donde)\b)"
        r"[a-zà-ÿ]*(?:a|e|an|en|ó|on|on|es|son)\b"
    ),
    because=re.compile(r",? (?:porque|ya que|puesto que) "),
    why="por qué",
    contrast=re.compile(
        r"\b(?:mientras que|a diferencia de|en cambio|se diferencian?|se distinguen?)\b",
        re.IGNORECASE,
    ),
    difference="qué diferencia hay entre {a} y {b}",
    relation="qué relación hay entre {a} y {b}",
    date=re.compile(
        rf"\b(?P<date>en (?:{_ES_MONTH} de )?{_YEAR}|"
        rf"el \d{{1,2}} de {_ES_MONTH} (?:de|del) {_YEAR})\b",
        re.IGNORECASE,
    ),
    past=re.compile(r"\b(?:\w+(?:ó|aron|ieron)|fue|fueron|era|eran|tuvo|hizo|dijo|se produjo)\b"),
    happened="qué ocurrió {date}",
    predicates=(
        _rule(
            "place",
            r"(?P<verb>ocurre|ocurren|tiene lugar|tienen lugar|se encuentra|se encuentran|"
            rf"se produce|se producen|se realiza|se realizan|se desarrolla|se halla) {_ES_IN}",
            "dónde {verb} {subject}",
        ),
        _rule(
            "time",
            r"(?P<verb>comenzó|empezó|terminó|acabó|estalló|se fundó|se construyó) "
            rf"[^,.]*\b{_YEAR}",
            "cuándo {verb} {subject}",
        ),
        _rule(
            "what",
            r"(?P<verb>depende|dependen|se compone|se componen) (?:\w+ )?del?\b",
            "de qué {verb} {subject}",
        ),
        _rule("what", r"(?P<verb>consta|constan) del?\b", "de qué {verb} {subject}"),
        _rule("what", r"(?P<verb>consiste|consisten) en\b", "en qué {verb} {subject}"),
        _rule(
            "what",
            r"(?P<verb>contiene|contienen|produce|producen|necesita|necesitan|libera|liberan|"
            r"incluye|incluyen)\b",
            "qué {verb} {subject}",
        ),
        _rule(
            "what", r"(?P<verb>conduce|conducen|llevó|lleva|llevan) al?\b", "a qué {verb} {subject}"
        ),
        _rule(
            "role",
            r"(?:absorbe|capta|transforma|permite|protege|regula|transporta|almacena|convierte|"
            r"desempeña|ayuda|sirve|controla|evita)n?\b",
            "cuál es el papel {of}",
        ),
    ),
    about="qué conviene saber sobre {subject}",
)

RULES = {"en": _ENGLISH, "de": _GERMAN, "fr": _FRENCH, "es": _SPANISH}
