"""Spanish: word classes, cues and definition patterns."""

# ruff: noqa: RUF001 (typographic quotation marks, apostrophes and dashes are meant)

from __future__ import annotations

from services.nlp.languages import Language, words

LANGUAGE = Language(
    code="es",
    stemmer="spanish",
    grammar="head_first",
    articles=words("el la los las lo un una unos unas del al"),
    definite=words("el la los las"),
    determiners=words("""
        este esta estos estas ese esa esos esas aquel aquella aquellos aquellas mi mis tu tus su sus
        nuestro nuestra nuestros nuestras cada algún alguna algunos algunas ningún ninguna todo toda
        todos todas varios varias mucho mucha muchos muchas poco poca pocos pocas otro otra otros
        otras ambos ambas cualquier dos tres cuatro cinco seis siete ocho nueve diez cien mil tanto
        tanta más menos mismo misma mismos mismas cuyo cuya cuyos cuyas
    """),
    numerals=words("""
        once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve veinte
        veintiuno veintidós veinticinco treinta cuarenta cincuenta sesenta setenta ochenta
        noventa cien ciento cientos doscientos doscientas trescientos trescientas cuatrocientos
        quinientos quinientas mil docena
    """),
    prepositions=words("""
        a ante bajo con contra de desde durante en entre hacia hasta mediante para por según sin
        sobre tras como excepto salvo
    """),
    pronouns=words("""
        yo tú él ella ello ellos ellas nosotros vosotros usted ustedes me te se le les nos os que
        quien quienes cual cuales qué quién esto eso aquello algo nada alguien nadie sí uno donde
    """),
    function_words=words("""
        y e o u ni pero sino aunque porque pues si cuando mientras cuanto como donde no ya que etc
    """),
    auxiliaries=words("""
        es son era eran fue fueron será serán sería serían ser sido siendo sea sean está están
        estaba
        estaban estar estado he ha han había habían hay haber hubo habrá puede pueden podía podían
        podrá poder debe deben debía debían deber tiene tienen tenía tenían tener hace hacen hacía
        hacían hacer va van iba ir
    """),
    verbs=words("""
        produce producen utiliza utilizan usa usan permite permiten convierte convierten transforma
        transforman genera generan contiene contienen obtiene obtienen llega llegan llama llaman
        denomina consiste consisten depende dependen necesita necesitan aprovecha aprovechan emite
        emiten absorbe absorben almacena almacenan mueve mueven gira giran sopla cae caen sube suben
        baja bajan crece crecen da dan pone ponen dice dicen ve ven viene vienen sale salen sigue
        siguen existe existen representa representan forma forman incluye incluyen reduce reducen
        aumenta aumentan cuesta cuestan ofrece ofrecen requiere requieren calienta calientan libera
        liberan ocupa ocupan recibe reciben pasa pasan queda quedan parece parecen empieza comienza
        comienzan significa significan construye construyen instala instalan ayuda ayudan conecta
        define conoce conocen proviene provienen procede proceden quema queman evita evitan
        capta captan brilla dura duran varía varían causa causan reúne reúnen muele muelen
    """),
    adverbs=words("""
        muy más menos también tampoco ya aún todavía siempre nunca jamás casi sólo solo así entonces
        luego después antes ahora hoy ayer mañana aquí allí ahí bien mal mejor peor mucho poco tan
        tanto además incluso quizás apenas sobre todo cerca lejos arriba abajo dentro fuera
    """),
    adverb_suffixes=("mente",),
    adjectives=words("""
        gran grande grandes pequeño pequeña pequeños pequeñas bueno buena buenos buenas buen malo
        mala mal nuevo nueva nuevos nuevas viejo vieja antiguo antigua largo larga largos largas
        corto corta cortos alto alta altos altas bajo baja bajos bajas primer primero primera
        primeros primeras segundo segunda tercer tercera último última últimos últimas próximo
        importante importantes principal principales diferente diferentes distinto distinta
        distintos distintas numeroso numerosos único única mayor mayores menor menores mejor mejores
        peor posible posibles necesario necesaria simple sencillo fuerte fuertes débil rápido rápida
        lento caro cara caros barato barata baratos rico pobre libre propio propia cierto cierta
        ciertos siguiente siguientes actual actuales capaz capaces verdadero gratuito común comunes
        enorme enormes joven lento lenta lentos lentas
    """),
    relatives=words("que cuyo cuya donde quien quienes cual cuales"),
    adjective_suffixes=(
        "ico",
        "ica",
        "icos",
        "icas",
        "al",
        "ales",
        "ivo",
        "iva",
        "ivos",
        "ivas",
        "oso",
        "osa",
        "osos",
        "osas",
        "ario",
        "aria",
        "arios",
        "arias",
        "able",
        "ables",
        "ible",
        "ibles",
        "ano",
        "ana",
        "anos",
        "anas",
        "ente",
        "entes",
        "ante",
        "antes",
        "ar",
        "ares",
        "or",
        "ora",
        "ores",
        "oras",
        "il",
        "iles",
        "és",
        "esa",
        "eses",
        "ero",
        "era",
        "éreo",
        "áneo",
        "áneos",
        "ea",
        "eo",
    ),
    noun_suffixes=(
        "ción",
        "ciones",
        "sión",
        "siones",
        "miento",
        "mientos",
        "ismo",
        "dad",
        "dades",
        "tud",
        "anza",
        "ancia",
        "encia",
        "ancias",
        "encias",
        "ura",
        "uras",
        "aje",
        "ía",
        "ías",
        "itud",
    ),
    infinitive_suffixes=("ar", "er", "ir"),
    finite_suffixes=(
        "ían",
        "yó",
        "aba",
        "aban",
        "aron",
        "ieron",
        "ió",
        "ará",
        "arán",
        "erá",
        "irá",
        "aría",
        "ando",
        "iendo",
        "ado",
        "ada",
        "ido",
        "ida",
        "ados",
        "adas",
        "idos",
        "idas",
    ),
    verb_forms=(
        ("a", ("ar", "ando")),
        ("an", ("ar", "ando")),
        ("e", ("er", "iendo")),
        ("en", ("er", "iendo")),
        ("e", ("ir", "iendo")),
        ("en", ("ir", "iendo")),
        ("ó", ("ar",)),
        ("ía", ("er",)),
        ("ía", ("ir",)),
    ),
    generic=words("""
        ejemplo ejemplos manera maneras forma formas modo modos proceso procesos cosa cosas clase
        clases tipo tipos parte partes número números cantidad cantidades caso casos hecho hechos
        tiempo tiempos vez veces año años mes meses día días semana semanas hora horas minuto
        minutos siglo siglos década décadas época hombre hombres mujer mujeres persona personas
        gente lugar lugares sitio punto puntos lado lados fin final principio inicio resultado
        resultados razón razones pregunta preguntas respuesta respuestas problema problemas idea
        ideas palabra palabras nombre nombres uso usos papel efecto efectos causa causas diferencia
        diferencias paso pasos etapa etapas grupo grupos lista nivel niveles tasa zona zonas área
        áreas trabajo pieza término términos sentido vista vida mundo mano sección capítulo figura
        tabla página introducción conclusión resumen contexto orden total mitad tercio cuarto
        condición condiciones medio medios objetivo ayuda metro metros kilómetro kilómetros litro
        litros tonelada toneladas millón millones miles millar serie mayoría resto conjunto momento
        período noche mañana tarde ventaja ventajas desventaja inconveniente inconvenientes base
        origen consecuencia consecuencias capacidad situación característica características país
        países persona casa casas metro factor factores
    """),
    calendar=words("""
        enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
        lunes martes miércoles jueves viernes sábado domingo primavera verano otoño invierno
    """),
    links=words("de del la el los las"),
    abbreviations=words("""
        p.ej p ej sr sra srta dr dra prof ee ee.uu uu fig figs núm nº no pág págs vol art cap aprox
        ed a.c d.c ud uds av cf
    """),
    closing_abbreviations=words("etc"),
    openers=words("""
        este esta estos estas esto ese esa esos esas eso aquel aquella aquellos él ella ellos ellas
        ello su sus así además también tampoco sin_embargo entonces luego después finalmente
        primero segundo tercero asimismo igualmente pero y e o ni pues aunque_esto allí aquí ambos
        ambas otro otra otros otras dicho dicha dichos dichas tal tales ahora mientras_tanto
        posteriormente anteriormente consecuentemente actualmente_esto aún incluso
    """),
    connectives=(
        "por lo tanto",
        "por tanto",
        "sin embargo",
        "no obstante",
        "por eso",
        "por ello",
        "por esto",
        "por este",
        "por esta",
        "por esa",
        "por ese",
        "en este",
        "en esta",
        "en estos",
        "en estas",
        "en ese",
        "en esa",
        "en cambio",
        "en consecuencia",
        "en otras palabras",
        "en primer lugar",
        "en segundo lugar",
        "en resumen",
        "de este",
        "de esta",
        "de ese",
        "de esa",
        "de estos",
        "de hecho",
        "de ahí",
        "a este",
        "a esta",
        "a estos",
        "a su vez",
        "al mismo tiempo",
        "con este",
        "con esta",
        "con estos",
        "con ello",
        "con eso",
        "con él",
        "con ella",
        "para ello",
        "para esto",
        "para este",
        "para esta",
        "por ejemplo",
        "es decir",
        "o sea",
        "gracias a ello",
        "gracias a esto",
        "gracias a este",
        "gracias a esta",
        "debido a esto",
        "a pesar de",
        "como resultado",
        "como consecuencia",
        "por un lado",
        "por otro lado",
        "por otra parte",
        "por una parte",
        "lo mismo",
        "el mismo",
        "la misma",
        "cuando esto",
        "si esto",
        "mientras tanto",
        "el otro",
        "la otra",
        "los otros",
        "las otras",
        "los demás",
        "las demás",
        "una de ellas",
        "uno de ellos",
        "sobre todo",
        "un segundo",
        "una segunda",
        "un tercer",
    ),
    backward=r"""(?:\w+\s){1,3}(?:horas?|días?|semanas?|mes(?:es)?|años?|décadas?|siglos?)
        \s(?:más\starde|después|antes)\b(?!\sdel?\b)
        |(?:El|La)\s(?:primer|segund|tercer)\w*(?:\s\w+)?\s(?:es|fue|era|consiste|se)\b""",
    anaphors=words("él ella ellos ellas"),
    drops_subjects=True,
    clitics=words("lo la los las le les"),
    demonstratives=words("este esta estos estas ese esa esos esas dicho dicha dichos dichas"),
    pointers=words("entonces tampoco"),
    caption=r"(?:figura|fig\.|tabla|cuadro|imagen|foto|fuente|gráfico)",
    introduction="Introducción",
    conjunction="y",
    alternative="o",
    definitions=(
        r"""^<subject> (?:,\s(?:también\sllamad[oa]s?|o)\s[^,]{2,50},)?
        \s(?:es|son|era|eran|fue|fueron) (?:\s(?:también|así|pues))*
        (?:\s(?:definid[oa]s?\scomo))?
        \s(?P<gloss>(?:una?|unos|unas|el|la|los|las|aquell[ao]s?|tod[oa])\s.+)$""",
        # A plural without article: … son territorios con …
        r"""^<subject> \s(?:son|eran)
        \s(?P<gloss>(?!(?:ejemplos|partes|responsables|capaces|propi[oa]s|parecid[oa]s)\b|\w+[ai]d[oa]s\b)
        [a-záéíóúñ]+s\s(?:[a-záéíóúñ]+s\s)?(?:que|con|de|donde|cuy[oa]s?)\s.+)$""",
        r"""^<subject>\s(?:se\sdefinen?\scomo|consisten?\sen|significan?|designan?)
        \s(?P<gloss>(?!que\b).+)$""",
        r"""^Se\s(?:llama|denomina|conoce\scomo|entiende\spor)\s<term>\s(?:a\s|al(?=\s))?
        (?P<gloss>(?:(?<=a\s)(?:una?|la|los|las)\s|una?\s|el\s|la\s|los\s|las\s).+)$""",
        r"""^(?:Al?\s)?(?P<gloss>(?:El|La|Los|Las|Una?)\s.+?)\s(?:se\sllaman?|se\sdenominan?
        |se\sconocen?\scomo
        |recibe\sel\snombre\sde|reciben\sel\snombre\sde)\s<named>""",
        r"""<phrase>,\ses\sdecir,\s(?P<gloss>[^;:()]{8,160}?)(?=[,.])""",
        r"""^<head>,\s(?P<apposed>una?\s<clause>),\s(?=\w)""",
        r"""(?<=\s)<phrase>,\s(?P<apposed>una?\s<clause>)(?=\.$)""",
        r"""<phrase>\s\((?P<gloss>(?:una?|la|el|los|las)\s[^()]{8,160})\)""",
    ),
    weak_gloss=r"""(?:una?|unos|unas|el|la|los|las)\s(?:mism\w+|razón|resultado|caso|pregunta
        |problema|principal\w*
        |más|únic\w+|primer\w*|buen\w*|mejor\w*|importante\w*|ejemplo|otr\w+|últim\w+|inicio|fin
        |consecuencia|segund\w+|tercer\w*)\b""",
    gloss_ends=r""";|\s[–—]\s|,\s(?:pero(?!\sno\b)|aunque|porque|ya\sque|pues|mientras|sin\sembargo
        |por\slo\sque|lo\sque)\b
        |,\sy\s(?:es|son|tiene|tienen|se|su|sus|el|la|los|las|ha|han)\b|:\s""",
)
