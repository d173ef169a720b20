"""German: word classes, cues and definition patterns."""

# ruff: noqa: RUF001 (typographic quotation marks, apostrophes and dashes are meant)

from __future__ import annotations

from services.nlp.languages import Language, words

LANGUAGE = Language(
    code="de",
    stemmer="german",
    grammar="capitals",
    articles=words("der die das den dem des ein eine einen einem einer eines"),
    definite=words("der die das"),
    determiners=words("""
        dieser diese dieses diesen diesem jener jene jenes jenen jenem jeder jede jedes jeden jedem
        kein keine keinen keinem keiner keines mein dein sein seine seinen seinem seiner seines ihr
        ihre ihren ihrem ihrer ihres unser unsere unseren unserem unserer euer eure alle allen aller
        alles beide beiden viele vielen vieler mehrere mehreren einige einigen manche manchen wenige
        wenigen welche welcher welches solche solcher solches zwei drei vier fünf sechs sieben acht
        neun zehn hundert tausend andere anderen anderer anderes jegliche sämtliche
    """),
    numerals=words("""
        elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn zwanzig dreißig
        vierzig fünfzig sechzig siebzig achtzig neunzig hundert tausend zweihundert dreihundert
        fünfhundert
    """),
    prepositions=words("""
        in im ins an am ans auf aus bei beim mit nach von vom vor zu zum zur für durch durchs gegen
        ohne um über unter unterm hinter neben zwischen seit bis während wegen trotz statt anstatt
        innerhalb außerhalb oberhalb unterhalb entlang gegenüber pro per ab laut gemäß mithilfe
        aufgrund dank mittels sowie je infolge
    """),
    pronouns=words("""
        ich du er sie es wir ihr mich dich ihn uns euch mir dir ihm ihnen man sich wer was wen wem
        etwas nichts jemand niemand alles selbst selber einander dessen deren denen
    """),
    function_words=words("""
        und oder aber sondern denn doch weil da dass daß ob wenn als wie wo wann warum wieso weshalb
        damit sodass obwohl obgleich indem nachdem bevor ehe sobald solange falls sofern nicht nie
        sowohl weder noch entweder bzw beziehungsweise d h z b usw etc
    """),
    auxiliaries=words("""
        bin bist ist sind seid war waren wäre wären sei seien gewesen habe hast hat haben hatte
        hatten hätte hätten werde wird werden wurde wurden würde würden worden geworden kann können
        konnte konnten könnte könnten muss müssen musste mussten müsste darf dürfen durfte durften
        soll sollen sollte sollten will wollen wollte wollten mag mögen möchte möchten lässt lassen
        ließ ließen
    """),
    verbs=words("""
        gibt geben gab gaben geht gehen ging gingen kommt kommen kam kamen macht machen machte
        machten nimmt nehmen nahm nahmen heißt heißen hieß nennt nennen nannte nannten bezeichnet
        versteht verstehen findet finden fand fanden fällt fallen fiel fielen fließt fließen floss
        steigt steigen stieg stiegen sinkt sinken entsteht entstehen entstand bildet bilden bildete
        bildeten enthält enthalten enthielt besteht bestehen bestand liegt liegen lag lagen steht
        stehen stand standen bleibt bleiben blieb blieben führt führen führte führten gelangt
        gelangen braucht brauchen dient dienen zeigt zeigen zeigte gilt gelten galt wirkt wirken
        bringt bringen brachte hält halten hielt trägt tragen trug speichert speichern verdunstet
        verdunsten kondensiert versickert sorgt sorgen beginnt beginnen begann endet enden wächst
        wachsen wuchs nutzt nutzen nutzte erwärmt kühlt schmilzt gefriert regnet schneit spricht
        sprechen sprach schreibt schrieb liefert liefern transportiert
    """),
    adverbs=words("""
        auch nur noch schon sehr so dann da dort hier nun jetzt immer oft meist meistens manchmal
        selten etwa rund fast ganz gar eher mehr weniger wieder weiter zuerst zunächst danach davor
        daher deshalb darum dadurch dabei dafür dagegen damals darin daraus darauf daran davon dazu
        deswegen außerdem zudem jedoch allerdings trotzdem dennoch hingegen vielmehr schließlich
        zuletzt endlich bereits bald heute gestern morgen früher später vorher nachher zugleich
        gleichzeitig insgesamt besonders vor allem zum beispiel nämlich also folglich somit hierbei
        hierzu hierdurch hinzu ebenso ebenfalls sonst überall nirgends oben unten links rechts innen
        außen vorne hinten herum hinaus hinauf hinab herab weg zurück zusammen auseinander teils
        teilweise vielleicht wohl sogar erst einmal zweimal genau gerade möglichst mindestens
        höchstens ungefähr nahezu beinahe statt stattdessen weltweit jährlich täglich stets
    """),
    adjectives=words("""
        gute guten guter gutes große großen großer großes kleine kleinen kleiner kleines neue neuen
        neuer neues alte alten alter altes hohe hohen hoher hohes lange langen langer langes kurze
        kurzen kurzer erste ersten erster erstes zweite zweiten zweiter dritte dritten letzte
        letzten letzter nächste nächsten wichtige wichtigen wichtiger wichtiges wichtigste
        wichtigsten verschiedene verschiedenen verschiedener bestimmte bestimmten einfache
        einfachen ganze ganzen ganzer ganzes eigene eigenen weitere weiteren weiterer weiteres
        größte größten größter kleinste kleinsten starke starken schwere schweren leichte leichten
        warme warmen warmer kalte kalten kalter viel wenig mehr einzelne einzelnen gesamte gesamten
        heutige heutigen sogenannte sogenannten folgende folgenden entsprechende meiste meisten
        ähnliche ähnlichen häufige häufigen typische typischen mögliche möglichen gleiche gleichen
        gemeinsame gemeinsamen besondere besonderen unterschiedliche unterschiedlichen jährliche
        jährlichen tägliche täglichen
    """),
    relatives=words("der die das dessen deren welche welcher welches"),
    adjective_suffixes=(
        "isch",
        "lich",
        "ig",
        "al",
        "är",
        "ell",
        "iv",
        "bar",
        "haft",
        "sam",
        "los",
        "at",
        "ent",
        "ant",
        "ativ",
        "arm",
        "reich",
        "frei",
        "sauer",
        "flüssig",
        "bedingt",
        "ös",
    ),
    noun_suffixes=(
        "ung",
        "heit",
        "keit",
        "schaft",
        "tion",
        "tät",
        "ismus",
        "nis",
        "tum",
        "ungen",
        "heiten",
        "keiten",
        "tionen",
        "stoff",
        "wasser",
        "energie",
        "kreislauf",
    ),
    finite_suffixes=("t", "te", "ten", "en"),
    generic=words("""
        beispiel beispiele weise art arten prozess prozesse vorgang vorgänge ding dinge sache sachen
        teil teile teilen menge mengen zahl zahlen fall fälle tatsache tatsachen zeit zeiten jahr
        jahre jahren jahres monat monate tag tage tagen tages woche wochen stunde stunden minute
        minuten sekunde sekunden jahrhundert jahrhunderte jahrhunderts jahrzehnt jahrzehnte mensch
        menschen person personen mann männer frau frauen leute ort orte platz punkt punkte seite
        seiten ende anfang beginn form formen ergebnis ergebnisse grund gründe frage fragen antwort
        antworten problem probleme idee ideen wort wörter worte name namen nutzung rolle rollen
        wirkung wirkungen ursache ursachen unterschied unterschiede schritt schritte stufe stufen
        gruppe gruppen liste niveau rate gebiet gebiete bereich bereiche arbeit stück stücke begriff
        begriffe bedeutung sinn blick leben welt hand abschnitt kapitel abbildung abbildungen
        tabelle einführung einleitung überblick zusammenfassung hintergrund ordnung hälfte drittel
        viertel prozent bedingung bedingungen möglichkeit möglichkeiten eigenschaft eigenschaften
        folge folgen weg wege mittel ziel ziele hilfe meter metern kilometer kilometern liter litern
        kubikmeter kubikkilometer tonne tonnen gramm kilogramm grad million millionen milliarde
        milliarden anteil anteile größe länge höhe tiefe richtung lage stelle stellen raum
        zusammenhang
        aufgabe aufgaben rest paar reihe vielzahl moment augenblick abend nacht morgen hause
        station stationen reise richtungen umgebung oberfläche
    """),
    calendar=words("""
        januar februar märz april mai juni juli august september oktober november dezember montag
        dienstag mittwoch donnerstag freitag samstag sonntag frühling frühjahr sommer herbst winter
    """),
    abbreviations=words("""
        z.b z d.h d u.a u s.o s s.u vgl abb tab bzw ca dr prof nr st str evtl ggf inkl max min mind
        mio mrd bsp hrsg jh jhd kap sog geb gest red verf o.g u.u i.d.r v.a v.chr n.chr chr art abs
        aufl bd f ff fig hl bspw insb
    """),
    closing_abbreviations=words("usw etc u.a.m usf u.v.m"),
    openers=words("""
        dies diese dieser dieses diesen diesem jene jener jenes er sie es ihr ihre ihren ihrem ihrer
        sein seine seinen seinem seiner dadurch dabei dafür dagegen damit danach daher darum daraus
        darauf daran darin davon dazu davor deshalb deswegen dennoch trotzdem jedoch allerdings
        außerdem zudem ferner also somit folglich hingegen dann dort hier hierbei hierzu hierdurch
        hiermit so solche solcher solches auch ebenso ebenfalls schließlich zuletzt zunächst zuerst
        anschließend später vorher stattdessen sonst und aber oder denn doch sondern beide beides
        andere anderer anderes weitere letztere letzterer erstere ersterer insgesamt nun damals
        zugleich gleichzeitig inzwischen daneben darüber darunter dazwischen dahinter umgekehrt
        demnach demzufolge infolgedessen währenddessen nachdem seitdem deren dessen wiederum
        vielmehr
        gleichwohl nämlich sogar wir ich
    """),
    connectives=(
        "das ist",
        "das sind",
        "das war",
        "das heißt",
        "das liegt",
        "das bedeutet",
        "das führt",
        "das macht",
        "das kann",
        "das gilt",
        "das nennt",
        "der erste",
        "die erste",
        "das erste",
        "der zweite",
        "die zweite",
        "das zweite",
        "der dritte",
        "die dritte",
        "auf diese",
        "in diesem",
        "in dieser",
        "in diesen",
        "zum beispiel",
        "im gegensatz dazu",
        "aus diesem",
        "aus diesen",
        "aus dieser",
        "mit diesem",
        "mit dieser",
        "mit diesen",
        "nach diesem",
        "nach dieser",
        "bei diesem",
        "bei dieser",
        "durch diese",
        "durch diesen",
        "unter diesen",
        "zu diesem",
        "zu dieser",
        "zu diesen",
        "an diesem",
        "an dieser",
        "von diesem",
        "von dieser",
        "von diesen",
        "über diese",
        "für diese",
        "wenn sie",
        "wenn er",
        "wenn es",
        "weil sie",
        "weil er",
        "weil es",
        "obwohl sie",
        "obwohl er",
        "während sie",
        "als ergebnis",
        "als folge",
        "mit anderen worten",
        "einerseits",
        "andererseits",
        "ein weiterer",
        "eine weitere",
        "ein weiteres",
        "ein anderer",
        "eine andere",
        "ohne sie",
        "ohne ihn",
        "ohne diese",
        "ohne diesen",
        "der andere",
        "die andere",
        "das andere",
        "d. h.",
        "z. b.",
        "im anschluss",
        "vor allem",
        "all dies",
        "all das",
        "die anderen",
        "der rest",
        "das gleiche",
        "dasselbe",
    ),
    backward=r"""(?:\w+\s){1,3}(?:Stunden?|Tage?|Wochen?|Monate?|Jahre?|Jahrzehnte?)
        \s(?:später|danach|darauf|zuvor|davor|vorher)\b""",
    anaphors=words("er sie"),
    objects=words("ihn ihm ihnen"),
    demonstratives=words("dieser diese dieses diesen diesem solche solcher solches solchen"),
    pointers=words("""
        dadurch dabei dafür dagegen daher daraus darauf daran darin davon danach deshalb deswegen
        daneben dort hier jedoch hingegen außerdem dennoch trotzdem allerdings
    """),
    caption=r"(?:abbildung|abb\.|tabelle|tab\.|bild|grafik|foto|quelle)",
    introduction="Einführung",
    conjunction="und",
    alternative="oder",
    definitions=(
        r"""^<subject> (?:,\s(?:auch|oder)\s[^,]{2,50},)?
        \s(?:ist|sind|war|waren) (?:\s(?:auch|oft|meist|also|somit|daher|dabei))*
        \s(?P<gloss>(?:eine?|der|die|das|jene[rs]?|alle)\s.+)$""",
        r"""^<subject> \s(?:sind|waren)
        \s(?P<gloss>(?:[a-zäöüß-]+(?:e|er)\s){0,2}[A-ZÄÖÜ][\wäöüß-]+(?:,|\s(?:aus|in|im|mit|von
        |für|zur|zum))\s.+)$""",
        r"""^<subject> \s(?:ist|war)
        \s(?P<gloss>[A-ZÄÖÜ][\wäöüß-]+,\s(?:der|die|das|in\sdem|in\sder)\s.+)$""",
        r"""^Unter\s<term>\sversteht\sman\s(?P<gloss>.+)$""",
        r"""^Als\s<term>\s(?:bezeichnet|bezeichnen)\s(?:man|wir|Fachleute)\s(?P<gloss>.+)$""",
        r"""^Als\s<term>\s(?:wird|werden)\s(?P<gloss>.+?)\sbezeichnet\.$""",
        r"""^(?P<gloss>(?:Die|Das|Den|Einen?|Eine)\s.+?),?\s(?:nennt|nennen)\s(?:man|wir
        |Fachleute)\s
        (?:auch\s)?<named>""",
        r"""^(?P<gloss>(?:Die|Das|Den|Einen?|Eine)\s.+?),?\sbezeichnet\s(?:man|wir)\sals\s
        <named>""",
        r"""^(?P<gloss>(?:Die|Das|Der|Eine?)\s.+?),?\s(?:wird|werden)\s(?:auch\s|oft\s)?
        (?:(?:als\s)(?P<term>[^,;:.()]{2,60})\sbezeichnet)\.$""",
        r"""^(?P<gloss>(?:Die|Das|Der|Eine?)\s.+?),?\s(?:wird|werden)\s(?:auch\s|oft\s)?
        (?P<term>[^,;:.()]{2,60})\sgenannt\.$""",
        r"""^(?P<gloss>(?:Die|Das|Der|Eine?)\s.+?),?\s(?:heißt|heißen|hieß|hießen)\s<named>""",
        r"""^<subject>\s(?:bezeichnet|bezeichnen|bedeutet)
        \s(?P<gloss>(?!man\b|dass\b|wir\b|sich\b).+)$""",
        r"""^<head>,\s(?P<apposed>eine?\s<clause>),\s(?=\w)""",
        r"""(?<=\s)<word>,\s(?P<apposed>eine?\s<clause>)(?=\.$)""",
        r"""<word>\s\((?P<gloss>(?:eine?|der|die|das)\s[^()]{8,160})\)""",
        r"""<word>,\s(?:also|das\sheißt|d\.\s?h\.)\s(?P<gloss>(?:der|die|das|eine?)\s<clause>)
        (?=[,.])""",
    ),
    weak_gloss=r"""(?:eine?|der|die|das)\s(?:gleiche|selbe|grund|ergebnis|fall|frage|problem|folge
        |wichtig\w*
        |beispiel|gut\w*|andere\w*|größte\w*|wichtigste\w*|beste\w*|erste\w*|zweite\w*|letzte\w*
        |einzige\w*|anfang|ende|beginn|meisten|hauptgrund|ursache)\b|alle\b""",
    dropped_articles=("den ", "einen ", "dem ", "einem "),
    gloss_ends=r""";|\s[–—]\s|,\s(?:aber(?!\s(?:nicht|kein))|doch|denn|weil|obwohl|während|sodass|sondern|jedoch
        |wobei)\b
        |,\sund\s(?:er|sie|es|dies|diese|ist|sind|wird|werden|hat|haben)\b|:\s""",
)
