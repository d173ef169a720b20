"""How questions are worded in French and Spanish, and which sentences they fit."""

from __future__ import annotations

import re

from prompts._shared.question_grammar import YEAR, Rules, rule

_FR_MONTH = (
    r"(?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre)"
)
_ES_MONTH = (
    r"(?:enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)"
)
_FR_IN = r"(?:dans|à|au|aux|en|sur|chez|sous)\b(?! (?:\w+ )?\d)"
FRENCH = Rules(
    articles=r"(?:Les|Le|La|Une|Un)\s|L['’]",  # noqa: RUF001 (both apostrophes occur)
    plural=r"[sx]?",
    be=r"est|sont|était|étaient|fut|furent",
    what_is="qu’est-ce que {subject}",  # noqa: RUF001 (the apostrophe of running text)
    what_are="que {be} {subject}",
    plurals=frozenset(("sont", "étaient", "furent")),
    who_is="qui {be} {subject}",
    person=re.compile(
        r"(?:(?:une?|les?|la|des) )?(?:révolutionnaire|savant|roi|reine|philosophe|écrivain|avocat|"
        r"chimiste|physicien|mathématicien|général|empereur|président|homme|femme|habitant|citoyen|"
        r"paysan|député|inventeur|architecte|acteur|soldat|officier|marchand|commerçant|médecin|historien|"
        r"journaliste|évêque|pape|prince|duc|ministre|chancelier|amiral|ingénieur|professeur|ouvrier|"
        r"opposant|peintre|poète|moine|prêtre)(?:ne|e)?s?\b"
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
        rf"\b(?P<date>en (?:{_FR_MONTH} )?{YEAR}|le (?:1er|\d{{1,2}}) {_FR_MONTH} {YEAR})\b",
        re.IGNORECASE,
    ),
    past=re.compile(
        r"\b(?:est|sont|a|ont|fut|furent|était|\w+(?:èrent|irent|a)|prend|proclame|vote|éclate|"
        r"devient|adopte|abolit)\b"
    ),
    happened="que s’est-il passé {date}",  # noqa: RUF001
    predicates=(
        rule(
            "place",
            r"(?P<verb>(?:se|s['’])\s?(?:déroule|trouve|produit|situe|effectue|déroulent|trouvent|"  # noqa: RUF001
            rf"produisent|situent|effectuent)|a lieu|ont lieu) {_FR_IN}",
            "où {verb} {subject}",
        ),
        rule(
            "time",
            rf"(?P<verb>commence|débute|éclate|s['’]achève|commença|débuta|éclata) [^,.]*\b{YEAR}",  # noqa: RUF001
            "quand {verb} {subject}",
        ),
        rule(
            "what",
            r"(?P<verb>dépend|dépendent|se compose|se composent) (?:\w+ )?(?:de|du|des|d['’])",  # noqa: RUF001
            "de quoi {verb} {subject}",
        ),
        rule(
            "what",
            r"(?P<verb>contient|contiennent|comprend|comprennent|produit|produisent|fournit|"
            r"fournissent|libère|libèrent) (?:le|la|les|un|une|des|du|de|d['’]|l['’])",  # noqa: RUF001
            "que {verb} {subject}",
        ),
        rule(
            "what",
            r"(?P<verb>conduit|conduisent|mène|mènent) (?:à|au|aux)\b",
            "à quoi {verb} {subject}",
        ),
        rule(
            "role",
            r"(?:absorbe|capte|transforme|permet|protège|régule|transporte|stocke|convertit|joue|"
            r"assure|aide|sert|contrôle|évite)(?:nt|ent)?\b|absorbent|captent|servent|jouent",
            "quel est le rôle {of}",
        ),
        rule(
            "what",
            r"(?!(?:est|sont|a|ont|fut|furent|était|étaient|avait|va|vont|peut|doit|reste|dure|devient|"
            r"deviennent|mesure|passe|de|du|des|et|ou|ne|se|en|y|dans|sur|par|pour|avec)\b)"
            r"(?P<verb>[a-zà-ÿ]+(?:e|ent|it|a|èrent|ait)) "
            r"(?:(?:le|la|les|une?|des|son|sa|ses|leurs?) |l['’])(?!\d)",  # noqa: RUF001
            "que {verb} {subject}",
        ),
    ),
    about="que faut-il savoir sur {subject}",
)

_ES_IN = r"en\b(?! (?:\w+ )?\d)"
SPANISH = Rules(
    articles=r"(?:Los|Las|El|La|Unas|Unos|Una|Un)\s",
    plural=r"(?:e?s)?",
    be=r"es|son|era|eran|fue|fueron",
    what_is="qué {be} {subject}",
    who_is="quién {be} {subject}",
    person=re.compile(
        r"(?:(?:una?|el|la) )?(?:científic[oa]|rey|reina|filósof[oa]|escritora?|abogad[oa]|"
        r"químic[oa]|físic[oa]|matemátic[oa]|general|emperador|presidente|hombre|mujer|inventora?|"
        r"pintora?|poeta|monje|arquitect[oa]|actor|actriz|soldado|oficial|comerciante|médic[oa]|historiador[a]?|periodista|"
        r"obispo|papa|príncipe|duque|ministr[oa]|almirante|profesora?|líder|ingenier[oa]) (?!de )\b"
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
        rf"\b(?P<date>en (?:{_ES_MONTH} de )?{YEAR}|"
        rf"el \d{{1,2}} de {_ES_MONTH} (?:de|del) {YEAR})\b",
        re.IGNORECASE,
    ),
    past=re.compile(r"\b(?:\w+(?:ó|aron|ieron)|fue|fueron|era|eran|tuvo|hizo|dijo|se produjo)\b"),
    happened="qué ocurrió {date}",
    predicates=(
        rule(
            "place",
            r"(?P<verb>ocurre|ocurren|tiene lugar|tienen lugar|se encuentra|se encuentran|"
            rf"se produce|se producen|se realiza|se realizan|se desarrolla|se halla) {_ES_IN}",
            "dónde {verb} {subject}",
        ),
        rule(
            "time",
            r"(?P<verb>comenzó|empezó|terminó|acabó|estalló|se fundó|se construyó) "
            rf"[^,.]*\b{YEAR}",
            "cuándo {verb} {subject}",
        ),
        rule(
            "what",
            r"(?P<verb>depende|dependen|se compone|se componen) (?:\w+ )?del?\b",
            "de qué {verb} {subject}",
        ),
        rule("what", r"(?P<verb>consta|constan) del?\b", "de qué {verb} {subject}"),
        rule("what", r"(?P<verb>consiste|consisten) en\b", "en qué {verb} {subject}"),
        rule(
            "what",
            r"(?P<verb>contiene|contienen|produce|producen|necesita|necesitan|libera|liberan|"
            r"incluye|incluyen)\b",
            "qué {verb} {subject}",
        ),
        rule(
            "what", r"(?P<verb>conduce|conducen|llevó|lleva|llevan) al?\b", "a qué {verb} {subject}"
        ),
        rule(
            "role",
            r"(?:absorbe|capta|transforma|permite|protege|regula|transporta|almacena|convierte|"
            r"desempeña|ayuda|sirve|controla|evita)n?\b",
            "cuál es el papel {of}",
        ),
        rule(
            "what",
            r"(?!(?:es|son|era|fue|fueron|está|están|ha|han|se|no|lo|la|le|de|en|y|que|con|por|para|"
            r"dura|queda|entra|llega|sale|donde|como|entre|sobre)\b)"
            r"(?P<verb>[a-zà-ÿ]+(?:a|e|an|en|ó|aron|ieron)) "
            r"(?:el|la|los|las|una?|unos|unas|su|sus)\b"
            r"(?! (?:\d|día|noche|mañana|tarde|año))",
            "qué {verb} {subject}",
        ),
    ),
    about="qué conviene saber sobre {subject}",
)
