"""French: word classes, cues and definition patterns."""

# ruff: noqa: RUF001 (typographic quotation marks, apostrophes and dashes are meant)

from __future__ import annotations

from services.nlp.languages import Language, words

LANGUAGE = Language(
    code="fr",
    stemmer="french",
    grammar="head_first",
    articles=words("le la les l' l un une des du au aux"),
    definite=words("le la les l'"),
    determiners=words("""
        ce cet cette ces mon ma mes ton ta tes son sa ses notre nos votre vos leur leurs chaque
        quelque quelques plusieurs tout toute tous toutes aucun aucune certains certaines divers
        diverses quel quelle quels quelles deux trois quatre cinq six sept huit neuf dix onze douze
        quinze vingt trente cinquante cent
        cents mille
        autre autres même mêmes
    """),
    numerals=words("""
        treize quatorze seize dix-sept dix-huit dix-neuf vingt trente quarante cinquante
        soixante cent cents mille dizaine centaine douzaine pour-cent
    """),
    prepositions=words("""
        de d' à en dans par pour sur sous avec sans entre vers chez contre depuis pendant durant
        avant après dès jusque jusqu' selon malgré parmi envers outre hors voici voilà lors afin
        grâce face près loin
    """),
    pronouns=words("""
        je j' tu il elle on nous vous ils elles me m' te t' se s' lui eux y qui que qu' quoi dont où
        ceci cela ça celui celle ceux celles lequel laquelle lesquels lesquelles auquel duquel rien
        personne chacun chacune quelqu'un soi c' n'
    """),
    function_words=words("""
        et ou mais donc or ni car si comme quand lorsque lorsqu' puisque puisqu' parce tandis bien
        quoique ne n' pas plus moins non oui etc
    """),
    auxiliaries=words("""
        est sont était étaient fut furent sera seront serait seraient être été étant soit soient ai
        as a avons avez ont avait avaient eut eurent aura auront aurait auraient avoir eu ayant peut
        peuvent pouvait pouvaient pourra pourrait pouvoir doit doivent devait devaient devra devoir
        fait font faisait faisaient fit firent faire va vont allait allaient aller
    """),
    verbs=words("""
        devient deviennent devint devenir permet permettent permit produit produisent prend prennent
        prit prirent met mettent mit mirent donne donnent donna vient viennent vint tient tiennent
        voit voient vit reçoit reçoivent dit disent rend rendent perd perdent vend vendent suit
        suivent naît naissent meurt meurent connaît connaissent réunit réunissent abolit finit
        finissent choisit établit garantit contient contiennent appelle appellent désigne désignent
        signifie comprend comprennent provoque provoquent exige exigent proclame proclament vote
        votent refuse refusent décide décident marque marquent paie paient utilise utilisent
        transforme transforment reste restent joue jouent représente représentent existe existent
        commence commencent compte comptent ouvre ouvrent exécute pousse crée créent
        prépare dirige gouverne adopte adoptent siège siègent forme forment transmet
        inspire inspirent ruine entraîne entraînent arrive arrivent cherche demande demandent
    """),
    adverbs=words("""
        très trop peu assez beaucoup encore déjà toujours jamais souvent parfois ainsi alors aussi
        puis ensuite enfin cependant pourtant toutefois néanmoins ici là hier aujourd'hui demain
        bientôt tôt tard maintenant surtout presque environ seulement même bien mal mieux ensemble
        partout ailleurs dedans dehors dessus dessous désormais davantage autant tant tellement
        notamment plutôt
    """),
    adverb_suffixes=(
        "amment",
        "emment",
        "ivement",
        "uement",
        "ellement",
        "lement",
        "rement",
        "tement",
        "sement",
        "iquement",
    ),
    adjectives=words("""
        grand grande grands grandes petit petite petits petites bon bonne bons bonnes mauvais
        mauvaise nouveau nouvel nouvelle nouveaux nouvelles vieux vieille vieilles ancien ancienne
        anciens anciennes jeune jeunes beau belle beaux long longue longs longues court courte haut
        haute hauts hautes bas basse premier première premiers premières deuxième troisième second
        seconde dernier dernière derniers dernières prochain prochaine important importante
        importants importantes principal principale principaux principales différent différente
        différents différentes nombreux nombreuses seul seule seuls seules vrai vraie gros grosse
        possible possibles nécessaire nécessaires simple simples lourd lourde lourds lourdes riche
        riches pauvre pauvres fort forte forts fortes faible faibles libre libres égal égaux égale
        propre propres véritable véritables célèbre célèbres ouvert ouverte plein pleine tel telle
        large larges étroit étroite étroits étroites sévère sévères immense immenses
        suivant suivante suivants suivantes actuel actuelle présent présente
    """),
    relatives=words("qui que qu' dont où lequel laquelle lesquels lesquelles"),
    adjective_suffixes=(
        "ère",
        "ères",
        "ique",
        "iques",
        "ic",
        "ics",
        "el",
        "elle",
        "els",
        "elles",
        "al",
        "ale",
        "aux",
        "ales",
        "if",
        "ive",
        "ifs",
        "ives",
        "eux",
        "euse",
        "euses",
        "aire",
        "aires",
        "ible",
        "ibles",
        "able",
        "ables",
        "ien",
        "ienne",
        "iens",
        "iennes",
        "ois",
        "oise",
        "oises",
        "ais",
        "aise",
        "aises",
        "ain",
        "aine",
        "ains",
        "aines",
        "iste",
        "istes",
        "ier",
        "ière",
        "iers",
        "ières",
        "ant",
        "ante",
        "ants",
        "antes",
        "ente",
        "entes",
        "olu",
        "olue",
        "olus",
        "eur",
        "eure",
    ),
    noun_suffixes=(
        "tion",
        "tions",
        "sion",
        "sions",
        "ement",
        "ements",
        "isme",
        "ismes",
        "ité",
        "ités",
        "eur",
        "eurs",
        "ance",
        "ances",
        "ence",
        "ences",
        "ure",
        "ures",
        "age",
        "ages",
        "iste",
        "istes",
        "esse",
        "èse",
        "yse",
        "ose",
        "ie",
        "ies",
    ),
    infinitive_suffixes=("er", "ir", "re", "oir"),
    finite_suffixes=(
        "ent",
        "ait",
        "aient",
        "ront",
        "era",
        "eront",
        "èrent",
        "irent",
        "urent",
        "ant",
        "ée",
        "ées",
        "és",
        "é",
        "rait",
        "raient",
    ),
    verb_forms=(
        ("e", ("er", "ant")),
        ("ent", ("er", "ant")),
        ("a", ("er", "ant")),
        ("it", ("ir",)),
        ("ent", ("re",)),
        ("issent", ("ir",)),
        ("ut", ("oir",)),
        ("èrent", ("er",)),
        ("e", ("é",)),
        ("ent", ("é",)),
        ("uit", ("uire",)),
        ("ient", ("ir",)),
    ),
    generic=words("""
        exemple exemples façon façons manière manières processus chose choses sorte sortes type
        types partie parties nombre nombres quantité cas fait faits temps fois an ans année années
        mois jour jours semaine semaines heure heures siècle siècles décennie époque homme hommes
        femme femmes personne personnes gens lieu lieux endroit place point points côté côtés fin
        début forme formes résultat résultats raison raisons question questions réponse réponses
        problème problèmes idée idées mot mots nom noms usage rôle rôles effet effets cause causes
        différence différences étape étapes groupe groupes liste niveau niveaux taux zone travail
        pièce terme termes sens vue vie monde main section chapitre figure tableau page introduction
        conclusion résumé contexte ordre total moitié quart tiers pour-cent condition conditions
        moyen moyens but aide mètre mètres kilomètre kilomètres litre litres tonne tonnes million
        millions milliers millier milliard suite lendemain moment période ensemble reste majorité
        plupart titre série propos matin soir nuit tête tour mise mesure mesures face origine
        conséquence conséquences soir voix
    """),
    calendar=words("""
        janvier février mars avril mai juin juillet août septembre octobre novembre décembre lundi
        mardi mercredi jeudi vendredi samedi dimanche printemps été automne hiver
    """),
    links=words("de d' du des la l' les"),
    abbreviations=words("""
        p p.ex ex m mm mme mlle dr prof cf fig tab vol no n art av apr j.-c env chap éd st ste
    """),
    closing_abbreviations=words("etc"),
    openers=words("""
        ce cet cette ces cela ceci ça il elle ils elles celui celle ceux celles son sa ses leur
        leurs
        cependant pourtant toutefois néanmoins ainsi donc alors puis ensuite enfin aussi mais or car
        et ni ou y là tel telle tels telles c' l'autre autrement ailleurs désormais
        inversement finalement également parallèlement deuxièmement troisièmement premièrement
        d'abord bientôt aussitôt d'autres lui eux
    """),
    connectives=(
        "dans ce",
        "dans cette",
        "dans ces",
        "à ce",
        "à cette",
        "à cet",
        "de ce",
        "de cette",
        "de ces",
        "par ce",
        "par cette",
        "pour ce",
        "pour cette",
        "pour cela",
        "pour ces",
        "avec ce",
        "avec cette",
        "avec ces",
        "avec elle",
        "avec lui",
        "après cela",
        "après cette",
        "après ce",
        "sous cette",
        "sans cela",
        "sans elle",
        "sans lui",
        "par exemple",
        "en effet",
        "en outre",
        "en revanche",
        "par conséquent",
        "au contraire",
        "de plus",
        "d'une part",
        "d'autre part",
        "d'abord",
        "d'ailleurs",
        "d'autres",
        "en conséquence",
        "c'est",
        "ce sont",
        "c'était",
        "à l'inverse",
        "de même",
        "de la même",
        "grâce à cela",
        "grâce à cette",
        "malgré cela",
        "malgré cette",
        "les autres",
        "l'autre",
        "un autre",
        "une autre",
        "l'un",
        "l'une",
        "le lendemain",
        "quand il",
        "quand elle",
        "lorsqu'il",
        "lorsqu'elle",
        "s'il",
        "s'ils",
        "parce qu'",
        "comme il",
        "comme elle",
        "à la fin de cette",
        "peu après",
        "à partir de là",
        "en même temps",
        "pendant ce",
        "au même",
        "la même",
        "le même",
    ),
    backward=r"""(?:(?:\w+\s){1,3}(?:heures?|jours?|semaines?|mois|ans?|années|décennies|siècles?)
        \s(?:plus\stard|auparavant|après\b(?!\s(?:la|le|les|son|sa)\b|\sl['’])))
        |L[ea]\s(?:premi|second|deuxi|troisi)\w+(?:\s\w+)?\s(?:est|était|fut|consiste|se)\b
        |(?:Certaine?s|Plusieurs|Tous|Toutes)\s(?:sont|ont|font|y|en|d['’]entre)\b""",
    anaphors=words("il elle ils elles"),
    clitics=words("en y le la les l' lui"),
    demonstratives=words("ce cet cette ces"),
    pointers=words("alors donc ensuite pourtant cependant toutefois néanmoins"),
    caption=r"(?:figure|fig\.|tableau|image|photo|source|carte)",
    introduction="Introduction",
    conjunction="et",
    alternative="ou",
    definitions=(
        r"""^<subject> (?:,\s(?:aussi\sappelée?s?|ou)\s[^,]{2,50},)?
        \s(?:est|sont|était|étaient|fut|furent) (?:\s(?:aussi|souvent|donc|ainsi))*
        (?:\sdéfinie?s?\scomme)?
        \s(?P<gloss>(?:une?\s|le\s|la\s|l['’]|les\s|des\s|celui\s|celle\s|ceux\s).+)$""",
        # A plural without article: … sont de petits replis qui …
        r"""^<subject> \s(?:sont|étaient)
        \s(?P<gloss>(?:de\s|d['’])\w+\s\w+(?:\s\w+)?\s(?:qui|que|où|dont)\s.+)$""",
        r"""^<subject>\s(?:désigne|désignent|désignait|signifie|se\sdéfinit\scomme)
        \s(?P<gloss>(?!que\b|qu['’]).+)$""",
        r"""^On\s(?:appelle|nomme|appelait|nommait)\s(?:aussi\s)?<term>
        \s(?P<gloss>(?:une?\s|le\s|la\s|l['’]|les\s|des\s|tout\s|toute\s).+)$""",
        r"""^(?P<gloss>(?:Le\s|La\s|L['’]|Les\s|Une?\s).+?)\s
        (?:s['’]appelle|s['’]appellent|se\snomme|se\snomment|est\sappelée?|sont\sappelée?s
        |est\snommée?|est\sconnue?\ssous\sle\snom\sde)\s<named>""",
        r"""<phrase>,\sc['’]est-à-dire\s(?P<gloss>[^;:()]{8,160}?)(?=[,.])""",
        r"""^<head>,\s(?P<apposed>une?\s<clause>),\s(?=\w)""",
        r"""(?<=[\s'’])<phrase>,\s(?P<apposed>une?\s<clause>)(?=\.$)""",
        r"""<phrase>\s\((?P<gloss>(?:une?|la|le|les)\s[^()]{8,160})\)""",
    ),
    weak_gloss=r"""(?:une?|le|la|les|des|l['’])\s?(?:même|raison|résultat|cas|question\sde|problème
        |principal\w*|plus|seule?

        |premier|première|bon|bonne|meilleur\w*|important\w*|exemple|autre|dernier|dernière|début|fin
        |conséquence|second\w*|deuxième|troisième)\b""",
    gloss_ends=r""";|\s[–—]\s|,\s(?:mais(?!\s(?:ne|n['’]|non|pas)\b)|car|donc|alors|cependant|bien\sque|tandis|puisque
        |alors\sque|ce\squi)\b
        |,\set\s(?:il|elle|ils|elles|ce|cela|est|sont|a|ont|elle|le|la|les)\b|\s?:\s""",
)
