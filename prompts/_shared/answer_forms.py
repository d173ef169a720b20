"""The forms of questions, and what answers to them are made of, in the four languages we write."""

# ruff: noqa: RUF001 (the typographic apostrophe of running text is meant)

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Asked(StrEnum):
    """What a question asks for."""

    REASON = "a reason"
    WAY = "a way"
    DIFFERENCE = "a difference"
    NUMBER = "a number"
    TIME = "a time"
    PERSON = "a person"


FORMS: Mapping[str, Mapping[Asked, str]] = {
    "en": {
        Asked.DIFFERENCE: r"\bdiffer(?:s|ences?|ent from)?\b.*\b(?:between|from|and)\b"
        r"|\bcompared?\b|\bdistinguish",
        Asked.REASON: r"^(?:and |so |but )?why\b|\b(?:and|but) why\?",
        Asked.NUMBER: r"^(?:\w+ )?how (?:many|much)\b(?! (?:do|does|can) (?:we|you|i)\b)",
        Asked.TIME: r"^(?:since |until |by |from )?when (?:did|was|were|will)\b"
        r"|^(?:in |during )?(?:what|which) (?:year|century|decade|month)\b",
        Asked.PERSON: r"^(?:by |to |with |from |for )?who(?:m)?\b",
        Asked.WAY: r"^(?:and |so |but )?how (?:do|does|did|is|are|was|were|can|could|should"
        r"|would)\b",
    },
    "de": {
        Asked.DIFFERENCE: r"\bunterschied|\bunterscheide|\bvergleich",
        Asked.REASON: r"^(?:und |aber )?(?:warum|weshalb|wieso)\b"
        r"|\b(?:und|aber) (?:warum|weshalb|wieso)\?",
        Asked.NUMBER: r"^(?:\w+ )?wie ?viele?\b",
        Asked.TIME: r"^(?:seit |bis )?wann (?:wurde|war|begann|fand|entstand|ist|hat|kam)\w*"
        r"|^in welche[mrn] (?:jahr|jahrhundert|monat|jahrzehnt)",
        Asked.PERSON: r"^(?:von |mit |für |bei )?(?:wer|wen|wem)\b",
        Asked.WAY: r"^(?:und |aber )?(?:wie|auf welche weise) (?:wird|werden|würde\w*|kann"
        r"|können|entsteh\w+"
        r"|funktionier\w+|läuft|kommt|bild\w+)\b",
    },
    "fr": {
        Asked.DIFFERENCE: r"\bdifféren(?:ce|cie)|\bdistingu|\bcompar",
        Asked.REASON: r"^(?:et |mais )?pourquoi\b|\b(?:et|mais) pourquoi\s?\?",
        Asked.NUMBER: r"^(?:\w+ )?combien (?:de |d['’]|y)(?!temps)",
        Asked.TIME: r"^(?:depuis )?quand\b"
        r"|^(?:en|à) quel(?:le)? (?:année|date|époque|siècle|mois)",
        Asked.PERSON: r"^(?:à |de |par |avec |pour )?qui\b",
        Asked.WAY: r"^(?:et |mais )?comment\b(?! (?:s['’]appelle|appelle|nomme))",
    },
    "es": {
        Asked.DIFFERENCE: r"\bdiferenci|\bdistingu|\bcompar",
        Asked.REASON: r"^(?:y |pero )?por qué\b|\b(?:y|pero) por qué\?",
        Asked.NUMBER: r"^(?:\w+ )?cuánt[oa]s?\b(?! tiempo)",
        Asked.TIME: r"^(?:desde |hasta )?cuándo\b|^en qué (?:año|siglo|mes|década|fecha)",
        Asked.PERSON: r"^(?:a |de |por |con |para )?quién(?:es)?\b",
        Asked.WAY: r"^(?:y |pero )?cómo\b(?! se (?:llama|denomina))",
    },
}
"""Forms that leave no doubt of what is asked; "how long", "when should" and others are left out."""

YES_NO = r"^(?:yes|no|ja|nein|oui|non|sí)[,.;:!]"
BECAUSE = r"\b(?:because|due to|weil|wegen|parce qu\w*|à cause|porque|debido a)\b"
OPENS_BECAUSE = rf"^{BECAUSE}"

NUMBERS: Mapping[str, str] = {
    "en": r"\d|\b(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
    r"|(?:thir|four|fif|six|seven|eigh|nine)teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty"
    r"|hundreds?|thousands?|millions?|billions?|trillions?|dozens?|half|halves|thirds?|quarters?"
    r"|double|twice|once|none|no|nothing|all|every|each|both|many|much|few|fewer|several|some|most"
    r"|more|less|little|lots?|enough|single|pair|couple|majority|minority|percent|free|var(?:y|ies)"
    r"|depends?|countless|only)\b",
    "de": r"\d|\b(?:null|ein\w*|zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|\w+zehn"
    r"|\w+zig|\w*hundert\w*|\w*tausend\w*|million\w*|milliard\w*|dutzend\w*|hälfte|drittel|viertel"
    r"|doppelt\w*|kein\w*|alle\w*|jede\w*|beide\w*|viele?\w*|wenig\w*|mehr\w*|einige|etliche"
    r"|manche|meist\w*|genug|paar|prozent|nur|unterschiedlich\w*|hängt|nichts)\b",
    "fr": r"\d|\b(?:zéro|une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize"
    r"|quatorze|quinze|seize|vingt\w*|trente|quarante|cinquante|soixante|cents?|mille|milliers?"
    r"|millions?|milliards?|douzaines?|moitié|tiers|quarts?|double|aucun\w*|tou[st]\w*|chaque"
    r"|plusieurs|beaucoup|peu|plus|moins|quelques|plupart|assez|seule?s?|dépend\w*|rien)\b",
    "es": r"\d|\b(?:cero|un[oa]?|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|trece"
    r"|catorce|quince|veint\w+|treinta|cuarenta|cincuenta|sesenta|cien\w*|mil|miles|mill\w+"
    r"|docenas?|mitad|tercios?|cuartos?|doble|ning[uú]n\w*|tod[oa]s?|cada|amb[oa]s|much[oa]s?"
    r"|poc[oa]s?|más|menos|vari[oa]s|algun[oa]s|mayoría|bastante|sól?o|depende\w*|nada)\b",
}
"""What says how many, however vaguely."""

TIMES: Mapping[str, str] = {
    "en": r"\d|\b(?:before|after|during|when\w*|while|until|since|once|then|now|today|ago|later"
    r"|earlier|early|late|first|last|next|always|never|soon|already|still|times?|years?|decades?"
    r"|centur\w+|weeks?|months?|hours?|minutes?|morning|noon|evening|night|midnight|spring|summer"
    r"|autumn|winter|\w*days?|january|february|march|april|may|june|july|august|september|october"
    r"|november|december|age|era|period|wars?|reign|antiquity|renaissance|easter|christmas|end"
    r"|beginning|start|\w+teenth|\w+tieth|medieval|ancient|modern)\b",
    "de": r"\d|\b(?:vor\w*|nach\w*|während\w*|wenn|als|bis|seit\w*|sobald|dann|heute|jetzt|später"
    r"|früh\w*|spät\w*|zuerst|zuletzt|immer|nie|bald|\w*zeit\w*|\w*jahr\w*|\w*tag\w*|woche\w*"
    r"|\w*monat\w*|\w*stunde\w*|\w*morgen\w*|\w*mittag\w*|\w*abend\w*|\w*nacht\w*|frühling|sommer\w*"
    r"|herbst\w*|winter\w*|januar|februar|märz|april|mai|juni|juli|august|september|oktober"
    r"|november|dezember|mittelalter\w*|antike|\w*krieg\w*|ende|anfang|beginn)\b",
    "fr": r"\d|\b(?:avant|après|pendant|lors\w*|quand|depuis|jusqu\w*|dès|puis|aujourd\w*"
    r"|maintenant|tôt|tard|toujours|jamais|temps|ans?|années?|siècles?|jours?|journées?|semaines?"
    r"|mois|heures?|matin|midi|soir|nuit|printemps|été|automne|hiver|janvier|février|mars|avril"
    r"|mai|juin|juillet|août|septembre|octobre|novembre|décembre|époque|moment|guerre|fin|début"
    r"|lendemain|veille)\b",
    "es": r"\d|\b(?:antes|después|durante|cuando|mientras|hasta|desde|luego|hoy|ahora|tarde"
    r"|temprano|siempre|nunca|tiempos?|años?|siglos?|días?|semanas?|mes|meses|horas?|mañana"
    r"|mediodía|noche|primavera|verano|otoño|invierno|enero|febrero|marzo|abril|mayo|junio|julio"
    r"|agosto|septiembre|octubre|noviembre|diciembre|época|guerra|principios?|final|finales|al)\b",
}
"""What says when, however vaguely."""

PEOPLE: Mapping[str, str] = {
    "en": r"\b(?:people|persons?|m[ae]n|wom[ae]n|child|children|kings?|queens?|nobles?|clergy|state"
    r"|government|parliament|church|army|nation|citizens?|society|company|nobody|no one|those"
    r"|students?|peasants?|(?:any|every|some)(?:one|body)|\w{2,}(?:er|or|ist|ian|man|men)s?)\b",
    "de": r".",
    "fr": r"\b(?:gens|peuple|hommes?|femmes?|enfants?|rois?|reine|nobles?|clergé|état|députés?"
    r"|citoyen\w*|armée|tous|tout le monde|personne|ceux|celui|chacun"
    r"|\w+(?:eur|euse|ien|ienne|iste|ant)s?)\b",
    "es": r"\b(?:gente|pueblo|hombres?|mujeres?|niñ[oa]s?|rey|reina|reyes|estado|iglesia|ejército"
    r"|ciudadan\w+|todos|nadie|quienes|aquellos|los que"
    r"|\w+(?:dor|dora|dores|istas?|ntes?|eros?|anos?))\b",
}
"""Who may do things without a name. German writes every noun as it writes names: it is not judged.
"""

DEFLECTS = (
    r"\b(?:the|this) (?:\w+ )?(?:text|source|passage|document) (?:does not|doesn['’]t)"
    r" (?:say|mention|state|specify|explain|tell)"
    r"|\bnot (?:mentioned|stated|specified|given|explained) in the (?:\w+ )?(?:text|source|passage)"
    r"|\bi (?:do not|don['’]t) know\b|\bno information (?:is|was) (?:given|provided)"
    r"|\bcannot be (?:answered|determined) from\b"
    r"|\b(?:der|die|dieser|diese) (?:quell)?(?:text|quelle) (?:sagt|nennt|erwähnt|erklärt|gibt)"
    r" (?:dazu |darüber |das |es )?(?:nichts|nicht|keine)|\bwird (?:im|in diesem) text nicht\b"
    r"|\bich weiß (?:es )?nicht\b|\blässt sich (?:aus|anhand) de[mr] (?:text|quelle) nicht"
    r"|\b(?:le texte|la source|le passage|le document) ne (?:le )?(?:dit|précise|mentionne"
    r"|explique|donne)|\bn['’]est pas (?:mentionnée?|précisée?|indiquée?) dans (?:le|la)\b"
    r"|\bje ne sais pas\b"
    r"|\b(?:el texto|la fuente|el pasaje|el documento) no (?:lo )?(?:dice|menciona|indica"
    r"|especifica|explica|aclara)|\bno lo sé\b"
    r"|\bno se (?:menciona|indica|especifica|dice) en (?:el|la) (?:texto|fuente|pasaje)"
)
