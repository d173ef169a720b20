"""How questions are worded in each language, and which sentences they fit.

English and German are here, French and Spanish in ``question_rules_romance.py``. A rule's pattern
is matched behind a sentence's subject; its groups and the subject make the question, so that verbs
keep the number the source gave them.
"""

from __future__ import annotations

import re

from prompts._shared.english_why import LEMMAS, supported
from prompts._shared.question_grammar import YEAR, Rules, rule
from prompts._shared.question_rules_romance import FRENCH, SPANISH
from prompts._shared.wording import words

_EN_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
)
_DE_MONTH = (
    r"(?:Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)"
)
_EN_OBJECT = (
    r"(?:the|an?|its|their|his|her|all|every|each|many|most|some|several|both|two|three|one|what)\b"
    r"(?! (?:\d|same|way|day|year|time)\b)"
)
_EN_CLOSED = (
    r"(?:the|an?|its|their|all|every|each|many|some|several|what|that|in|on|at|by|for|with|from|to|into|"
    r"through|during|between|under|over|as|when|because|if)"
)
_EN_PAST = rf"(?:{'|'.join(LEMMAS)}|fell|went|came|began|grew|rose|became|ran|stood|lay|had)"
_EN_AUXILIARY = (
    r"(?:is|are|was|were|has|have|had|can|could|may|might|must|shall|should|will|would|do|does|did)"
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
        r"astronomer|statesman|architect|actor|actress|senator|soldier|officer|merchant|physician|author|"
        r"historian|journalist|bishop|pope|prince|princess|duke|minister|chancellor|admiral|governor|"
        r"teacher|professor|banker|businessman|activist|singer|nun|people|men|women|citizen|farmer|worker)s?\b"
    ),
    meaning="what is meant by {term}",
    follows=re.compile(r"(?:It|They|This|These|He|She|Its|Their)\b"),
    predicate=re.compile(
        rf"(?!(?:of|and|or|who|which|than|{_EN_CLOSED})\b)"
        r"(?:(?:\w+ly|also|often|always|never|still|now|soon|only|once|already) )*"
        rf"(?:{_EN_AUXILIARY}\b|\w+ed\b|[a-z]+s {_EN_CLOSED}\b|{_EN_PAST}\b)"
    ),
    because=re.compile(r",? because "),
    why="why is it that",
    why_inverted="why",
    supported=supported,
    inverts=words("is are was were can could must"),
    contrast=re.compile(
        r"\b(?:whereas|unlike|in contrast to|differs? from|while)\b", re.IGNORECASE
    ),
    difference="what is the difference between {a} and {b}",
    relation="how are {a} and {b} related",
    date=re.compile(
        rf"\b(?P<date>in {YEAR}|on \d{{1,2}} {_EN_MONTH} {YEAR}|"
        rf"on {_EN_MONTH} \d{{1,2}}, {YEAR}|in {_EN_MONTH} {YEAR})\b"
        r"(?!\s?(?:years|people|and|to|BC|[-–]))",  # noqa: RUF001
        re.IGNORECASE,
    ),
    past=re.compile(r"\b(?:\w{2,}ed|was|were|began|became|took|made|fell|met|won|wrote|came)\b"),
    happened="what happened {date}",
    predicates=(
        rule("place", rf"takes place {_EN_IN}", "where does {subject} take place"),
        rule("place", rf"take place {_EN_IN}", "where do {subject} take place"),
        rule("place", rf"(?P<verb>occur|happen)s {_EN_IN}", "where does {subject} {verb}"),
        rule("place", rf"(?P<verb>occur|happen) {_EN_IN}", "where do {subject} {verb}"),
        rule(
            "place",
            rf"(?P<be>is|are|was|were) (?P<done>located|found|stored|made|produced|built) {_EN_IN}",
            "where {be} {subject} {done}",
        ),
        rule(
            "time",
            rf"(?P<be>was|were) (?P<done>\w+ed|built|written|made|found) (?:in|on) [^,.]*\b{YEAR}",
            "when {be} {subject} {done}",
        ),
        rule("time", rf"took place (?:in|on) [^,.]*\b{YEAR}", "when did {subject} take place"),
        rule("time", rf"began (?:in|on) [^,.]*\b{YEAR}", "when did {subject} begin"),
        rule("time", rf"ended (?:in|on) [^,.]*\b{YEAR}", "when did {subject} end"),
        rule(
            "how",
            r"(?P<be>is|are) (?P<done>\w+ed|made|built|known) by \w+ing\b",
            "how {be} {subject} {done}",
        ),
        rule("what", r"depends (?:\w+ )?on\b", "what does {subject} depend on"),
        rule("what", r"depend (?:\w+ )?on\b", "what do {subject} depend on"),
        rule("what", r"consists of\b", "what does {subject} consist of"),
        rule("what", r"consist of\b", "what do {subject} consist of"),
        rule("what", r"(?P<be>is|are) made up of\b", "what {be} {subject} made up of"),
        rule("what", r"contains\b", "what does {subject} contain"),
        rule("what", r"contain\b", "what do {subject} contain"),
        rule("what", r"(?P<verb>lead)s to\b", "what does {subject} lead to"),
        rule("what", r"(?P<verb>need|use|require|cause)s\b", "what does {subject} {verb}"),
        rule("what", r"(?P<verb>need|use|require|cause|lead to)\b", "what do {subject} {verb}"),
        rule("role", rf"{_EN_DOES}\b", "what does {subject} do"),
        rule("role", rf"{_EN_DO}\b", "what do {subject} do"),
        rule("what", rf"(?P<past>[a-z]+) {_EN_OBJECT}", "what did {subject} {lemma}"),
        rule("what", rf"(?P<verb>[a-z]+)ies {_EN_OBJECT}", "what does {subject} {verb}y"),
        rule(
            "what",
            rf"(?P<verb>[a-z]+(?:ss|sh|ch|x|zz))es {_EN_OBJECT}",
            "what does {subject} {verb}",
        ),
        rule(
            "what",
            rf"(?!(?:is|has|was|does|means|becomes|remains|says|lasts)\b)(?P<verb>[a-z]+[a-rt-z])s "
            rf"{_EN_OBJECT}",
            "what does {subject} {verb}",
        ),
    ),
    lemmas=LEMMAS,
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
        r"maler|komponist|arzt|anwalt|architekt|schauspieler|soldat|offizier|general|kaufmann|historiker|journalist|bischof|"
        r"papst|fürst|herzog|minister|kanzler|präsident|lehrer|professor|revolutionär|bauer|bürger|mönch)(?:in|innen|en?|n)?|"
        r"Leute|Menschen|Männer|Frauen)\b",
        re.IGNORECASE,
    ),
    meaning="was versteht man unter {term}",
    follows=re.compile(r"(?:Er|Sie|Es|Diese[rsnm]?|Dabei|Dadurch|Sein\w*|Ihre?)\b"),
    predicate=re.compile(
        r"(?!(?:seit|statt|laut|samt|mit|nicht|oft|erst|fast|bunt|weit|unter)\b)"
        r"(?:[a-zäöüß]+(?:t|en|te|ten)|ist|sind|war|hatte|muss|soll|darf|kann|will|gab|kam|ging|nahm|"
        r"fand|hielt|lag|stand|begann|schlug|zog|trug|sprach|schrieb|verlor|gewann|rief|floh|wurde)\b"
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
        rf"\b(?P<date>im (?:Jahre?|{_DE_MONTH}) {YEAR}|am \d{{1,2}}\. {_DE_MONTH} {YEAR})\b",
        re.IGNORECASE,
    ),
    past=re.compile(r"\b(?:\w{2,}te|\w{2,}ten|wurden?|war|waren|begann|kam|nahm|schrieb|fand)\b"),
    happened="was geschah {date}",
    predicates=(
        rule("place", rf"(?P<verb>findet|finden) {_DE_IN}.*\bstatt\b", "wo {verb} {subject} statt"),
        rule("place", rf"(?P<verb>läuft|laufen) {_DE_IN}.*\bab\b", "wo {verb} {subject} ab"),
        rule("place", rf"(?P<verb>befindet|befinden) sich {_DE_IN}", "wo {verb} sich {subject}"),
        rule("place", rf"(?P<verb>liegt|liegen|sitzt|sitzen) {_DE_IN}", "wo {verb} {subject}"),
        rule(
            "time",
            rf"(?P<verb>begann|begannen|endete|endeten) [^,.]*\b{YEAR}",
            "wann {verb} {subject}",
        ),
        rule(
            "time",
            rf"(?P<verb>wurde|wurden) (?:im Jahre? |am |erst )?[^,]*?{YEAR}[^,]* "
            r"(?P<done>(?:ge|ver|er|ent|be|ab|aus|ein)\w+(?:t|en)|\w+iert)\.$",
            "wann {verb} {subject} {done}",
        ),
        rule("what", r"(?P<verb>besteht|bestehen) (?:\w+ )?aus\b", "woraus {verb} {subject}"),
        rule("what", r"(?P<verb>enthält|enthalten)\b", "was {verb} {subject}"),
        rule("what", r"(?P<verb>hängt|hängen)\b.*\bvo[nm]\b.*\bab\b", "wovon {verb} {subject} ab"),
        rule("what", r"(?P<verb>führt|führen|führte|führten) zu[rm]?\b", "wozu {verb} {subject}"),
        rule("what", r"(?P<verb>dient|dienen) (?:als|zu[rm]?)\b", "wozu {verb} {subject}"),
        rule(
            "what",
            r"(?P<verb>braucht|brauchen|benötigt|benötigen)\b(?! kein)",
            "was {verb} {subject}",
        ),
        rule(
            "role",
            r"(?:absorbiert|nimmt|fängt|wandelt|liefert|schützt|regelt|steuert|speichert|"
            r"transportiert|überträgt|spaltet|bindet|erzeugt|ermöglicht|reflektiert|reguliert|"
            r"verhindert|hilft|sorgt|versorgt|bildet|leitet|bewirkt)\b",
            "welche Aufgabe hat {subject}",
        ),
        rule(
            "role",
            r"(?:absorbieren|nehmen|fangen|wandeln|liefern|schützen|regeln|steuern|speichern|"
            r"transportieren|übertragen|spalten|binden|erzeugen|ermöglichen|reflektieren|"
            r"regulieren|verhindern|helfen|sorgen|versorgen|bilden|leiten|bewirken)\b",
            "welche Aufgabe haben {subject}",
        ),
        rule(
            "what",
            r"(?!(?:ist|sind|war|waren|hat|haben|hatte|hatten|wird|werden|wurde|wurden|kann|können|"
            r"konnte|konnten|musste|mussten|sollte|sollten|wollte|wollten|durfte|durften|lässt|ließ|ließen|"
            r"muss|müssen|darf|dürfen|soll|sollen|will|wollen|gilt|bleibt|dauert|dauerte|seit|mit|"
            r"kostet|kostete|beträgt)\b)(?P<verb>[a-zäöü]+(?:t|te|ten|en)) "
            r"(?:den|die|das|einen|eine|ein|viele|alle|seinen?|ihren?)\b"
            r"(?! (?:\w+ )?(?:Jahre?|Tage?|Stunden?|Wochen?|Monate?)\b)"
            r"(?!.*\b(?:ab|an|auf|aus|bei|durch|ein|fort|her|hin|los|mit|nach|nieder|um|vor|weg|zu|"
            r"zurück|zusammen|statt|teil|fest|fehl)\b[.,])",
            "was {verb} {subject}",
        ),
    ),
    about="was sollte man über {object} wissen",
    # "ein" is accusative too for a neuter; "der Präsident" would be "den Präsidenten".
    uncertain=re.compile(r"ein |der .*(?:ent|ant|ist|at|e|oge|graf|graph|mensch|herr|held|bauer)$"),
)

RULES = {"en": _ENGLISH, "de": _GERMAN, "fr": FRENCH, "es": SPANISH}
