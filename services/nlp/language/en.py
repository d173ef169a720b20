"""English: word classes, cues and definition patterns."""

# ruff: noqa: RUF001 (typographic quotation marks, apostrophes and dashes are meant)

from __future__ import annotations

from services.nlp.languages import Language, words

LANGUAGE = Language(
    code="en",
    stemmer="english",
    grammar="head_last",
    articles=words("the a an"),
    definite=words("the"),
    determiners=words("""
        this that these those my your his her its our their each every some any no another such all
        both many much few several most more less fewer either neither enough other one two three
        four five six seven eight nine ten hundred thousand million billion half various numerous
        first second third last next same own certain whose which what
    """),
    numerals=words("""
        one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
        sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty
        ninety hundred thousand million billion trillion dozen percent
    """),
    prepositions=words("""
        of in on at by for with from to into onto through during between among against without
        within under over above below across along around near beyond about after before behind
        beside besides despite except inside outside like off per since than toward towards until
        till upon via unlike throughout amid versus as
    """),
    pronouns=words("""
        i you he she it we they me him us them mine yours hers ours theirs who whom anyone everyone
        someone something anything everything nothing nobody none others itself himself herself
        themselves ourselves yourself oneself
    """),
    function_words=words("""
        and or but nor so yet if because although though while whereas unless when where why how
        whether not n't cannot there here that's it's
    """),
    auxiliaries=words("""
        is are was were be been being am has have had having do does did doing done can could may
        might must shall should will would isn't aren't wasn't weren't doesn't don't didn't can't
    """),
    verbs=words("""
        use uses used make makes made take takes took taken give gives gave given get gets got go
        goes went gone come comes came become becomes became begin begins began begun know knows
        knew known see sees saw seen find finds found keep keeps kept hold holds held leave leaves
        left lead leads led bring brings brought build builds built buy buys bought choose chooses
        chose chosen draw draws drew drawn drive drives drove driven eat eats ate eaten fall falls
        fell fallen feel feels felt fight fights fought fly flies flew grow grows grew grown hear
        heard hide lose loses lost mean means meant meet meets met pay pays paid put puts read run
        runs ran say says said sell sells sold send sends sent set sets shine shines show shows
        shown sit sits spend spent split splits stand stands stood teach taught tell tells told
        think thinks thought understand understood win wins won write writes wrote written wear
        let lets need needs help helps allow allows allowed occur occurs occurred happen happens
        contain contains contained include includes included including require requires required
        produce produces produced provide provides provided depend depends consist consists
        convert converts converted absorb absorbs absorbed release releases released capture
        captures captured combine combines combined create creates created form forms formed
        describe describes described discover discovered develop develops developed call calls
        called refer refers denote denotes define defines defined remain remains remained increase
        increases increased decrease decreases decreased reduce reduces reduced move moves moved
        turn turns turned change changes changed work works worked start starts started stop stops
        end ends ended follow follows followed cause causes caused live lives lived try tries
        tried want wants ask asks asked seem seems appear appears appeared differ differs vary
        varies travel travels reach reaches reached enter enters entered pass passes passed carry
        carries carried store stores stored supply supplies supplied replace replaces replaced
        receive receives received return returns returned join joins joined add adds added
        remove removes removed prevent prevents protect protects protected ensure ensures
        explain explains explained represent represents belong belongs serve serves served
        rule ruled declare declared demand demanded sign signed vote voted elect elected
        raise raises raised rise rises rose risen spread spreads cost costs cut cuts keep
        break breaks broke broken lie lies lay remember consider considered compare compared
        repeat repeats repeated record records recorded save saves saved share shares shared
        apply applies applied act acts acted affect affects affected achieve achieved
        publish published invent invented introduce introduced establish established found founded
        regenerate regenerates regenerated react reacts perform performs performed measure
        measured push pull pulls merge merges merged limit limits limited face faces faced
        wove woven spun sang sung stole stolen swam tore torn threw thrown woke hung shot shook
        stuck struck swore swept slept sank sunk slid spilt burnt bent bled bred crept dealt dug
        fed fled forgot froze frozen hid hit hurt laid lit rode ridden rang sought shed shrank
        swung wept withdrew overcame undertook
        accept accepts adapt adapts adopt adopts agree agrees announce announces approve
        approves arise arises argue argues arrive arrives assume assumes attract attracts
        avoid avoids believe believes borrow borrows calculate calculates collect collects
        communicate communicates complain complains connect connects contribute
        contributes cooperate cooperates decide decides declares defend defends deliver
        delivers demonstrate demonstrates deny denies derive derives deserve deserves
        destroy destroys determine determines disappear disappears discard discards
        distinguish distinguishes distribute distributes divide divides emerge emerges
        emit emits employ employs enable enables encourage encourages escape escapes
        examine examines exist exists expect expects express expresses extend extends
        extract extracts grind grinds illustrate illustrates imagine imagines imply
        implies improve improves indicate indicates inform informs insert inserts insist
        insists invade invades invest invests investigate investigates invite invites
        involve involves lend lends maintain maintains manage manages migrate migrates
        modify modifies multiply multiplies observe observes obtain obtains operate
        operates organize organizes overcome overcomes persuade persuades prefer prefers
        prepare prepares pretend pretends proceed proceeds promote promotes propose
        proposes prove proves pursue pursues rebase rebases recall recalls recommend
        recommends recover recovers refuse refuses regulate regulates reject rejects rely
        relies remind reminds resemble resembles resist resists resolve resolves respond
        responds restore restores retain retains reveal reveals select selects separate
        separates shake shakes shrink shrinks solve solves steer steers suffer suffers
        suggest suggests surrender surrenders survive survives sustain sustains swallow
        swallows sway sways tend tends tolerate tolerates trigger triggers undo undoes
        undoeses unite unites utilise utilises utilize utilizes vanish vanishes wait waits
        weaken weakens widen widens withdraw withdraws
        bind binds bound expand expands expanded spin spins settle fix fixes fixed
    """),
    adverbs=words("""
        also too very quite rather almost always never often sometimes usually seldom rarely once
        twice again already still just only even ever now then thus hence therefore however
        moreover furthermore nevertheless meanwhile instead otherwise together apart away back
        forth up down out far later soon sooner earlier ago today tomorrow yesterday perhaps maybe
        indeed well better best worse worst least long longer else anyway abroad alone ahead
        roughly nearly hardly etc overnight somewhere elsewhere everywhere nowhere
    """),
    adverb_suffixes=("ly",),
    adjectives=words("""
        good bad big small large great little high low long short old new young early late hot cold
        warm cool dry wet wide narrow deep thick thin strong weak fast slow hard soft easy heavy
        dark bright clean dirty full empty rich poor safe main major minor whole entire
        important different similar same other special general particular possible able
        available likely necessary temporary simple complex difficult clear certain sure true false
        real
        right wrong useful useless effective efficient significant essential key basic
        typical normal usual famous known unknown modern ancient recent current present past
        future final initial original previous following further additional extra single double
        multiple several various numerous green red blue yellow white black orange brown
        enough fewer higher lower larger smaller greater longer shorter faster slower older newer
        better worse stronger weaker cheaper richer poorer earlier later visible invisible
        responsible independent close near far equal unequal
        dearer aware careful legal illegal ready alive dead sick busy expensive cheap
    """),
    modifiers=words("""
        central public private open free common primary secondary natural social political civil
        human gross net foreign domestic final light fixed limiting standard living
    """),
    before_verbs=words("""
        to that which who not can could may might must shall should will would do does did
    """),
    relatives=words("that which who whose where when by in"),
    adjective_suffixes=(
        "ous",
        "ful",
        "less",
        "able",
        "ible",
        "ish",
        "ical",
        "ic",
        "ive",
        "al",
        "ial",
        "ent",
        "ant",
        "ular",
        "olar",
        "clear",
        "-rich",
        "-free",
        "-like",
    ),
    finite_suffixes=("ed", "ates", "izes", "ises", "ifies"),
    verb_forms=(
        ("es", ("ed", "ing")),
        ("s", ("ed", "ing")),
        ("ies", ("ied", "ying")),
        ("", ("ed", "ing")),
        ("e", ("ed", "ing")),
    ),
    noun_suffixes=(
        "tion",
        "sion",
        "ment",
        "ness",
        "ity",
        "ism",
        "ist",
        "ance",
        "ence",
        "ship",
        "hood",
        "dom",
        "ology",
        "graphy",
        "osis",
        "esis",
        "ysis",
        "phyll",
        "ase",
        "ose",
        "gen",
        "cracy",
        "archy",
        "age",
        "ure",
        "ery",
        "cy",
        "plast",
    ),
    generic=words("""
        example examples way ways process processes thing things kind kinds type types sort part
        parts number numbers amount amounts case cases fact facts time times year years month
        months day days week weeks hour hours minute minutes second seconds century centuries
        decade decades people person persons man men woman women place places point points side
        sides end ends beginning start form forms result results reason reasons question questions
        answer answers problem problems idea ideas word words name names use uses role roles
        change changes effect effects cause causes difference differences step steps stage stages
        group groups set sets list lists level levels rate rates area areas work works lot lots bit
        piece pieces term terms term meaning sense view today life world hand section sections
        chapter chapters figure figures table tables page pages introduction conclusion summary
        overview background order total share half addition place instance purpose goal aim
        help need needs everything anyone something others rest middle top bottom front back
        one ones two three others matter matters means factor factors product products
        feature features aspect aspects object objects item items line lines moment period periods
        measure measures reaction series variety range majority quantity degree percent size length
        course key turn paper kilometre kilometres metre metres mile miles kilogram gram grams
        litre litres tonne tonnes
        home house thousand thousands million millions hundred hundreds morning evening night
        scientist scientists researcher researchers reader readers teacher teachers student students
        success failure advantage advantages disadvantage disadvantages benefit benefits reference
        references note notes source sources further reading everyday experiment experiments
        surface surrounding surroundings condition conditions ability version versions copy copies
        outcome situation detail details basis task tasks attempt fall rise increase decrease
        remedy remedies note notes tip tips warning warnings reminder step goal goals helper helpers
        growth speed body bodies user users thing country countries kinds relation action actions
    """),
    calendar=words("""
        january february march april may june july august september october november december
        monday tuesday wednesday thursday friday saturday sunday spring summer autumn winter
    """),
    links=words("of"),
    abbreviations=words("""
        e.g i.e fig figs eq eqs no nos vol pp ch sec cf ca approx vs mr mrs ms dr prof st sr jr rev
        gen col capt sen rep gov mt dept est min max al ed eds op viz resp incl
    """),
    closing_abbreviations=words("etc a.m p.m u.s u.k inc ltd co b.c a.d"),
    openers=words("""
        this that these those it they he she its their his her such here then thus therefore
        hence however moreover furthermore nevertheless nonetheless meanwhile instead otherwise
        consequently accordingly additionally also similarly likewise conversely afterwards later
        finally next soon eventually subsequently but and or so yet both neither either again still
        another others first second third secondly thirdly
        firstly lastly who which together
    """),
    connectives=(
        "in this",
        "in that",
        "in these",
        "in such",
        "in addition",
        "in contrast",
        "in turn",
        "in other words",
        "in short",
        "in fact",
        "as a result",
        "as a consequence",
        "as such",
        "for this",
        "for that",
        "for these",
        "for example",
        "for instance",
        "on the other hand",
        "on the one hand",
        "at this",
        "at that",
        "at the same time",
        "by this",
        "by doing",
        "because of this",
        "because of that",
        "because it",
        "because they",
        "when it",
        "when they",
        "when this",
        "if it",
        "if they",
        "while it",
        "although it",
        "although they",
        "after this",
        "after that",
        "from this",
        "from these",
        "with this",
        "with these",
        "to do this",
        "to do so",
        "even so",
        "even then",
        "of these",
        "of this",
        "during this",
        "under these",
        "the same",
        "the latter",
        "the former",
        "the other",
        "the result",
        "among them",
        "without it",
        "without them",
        "without this",
        "unlike them",
        "all of these",
        "all of this",
        "all this",
        "all these",
        "each of these",
        "one of these",
        "most of these",
        "many of these",
        "a second",
        "a third",
        "only then",
        "above all",
        "until then",
        "once it",
        "once they",
        "since then",
        "this is why",
        "that is why",
        "in both",
        "not all of",
        "through this",
        "as shown",
        "like them",
        "at first",
        "at last",
        "as it",
        "as they",
    ),
    backward=r"""(?:The\s(?:first|second|third|fourth)(?:\s\w+)?\s(?:is|are|was|were|has)\b
        |(?:\w+\s){1,3}(?:hours?|days?|weeks?|months?|years?|decades?|centuries)
        \s(?:later|earlier|afterwards|(?:before|after)\b(?!\s(?:the|a|his|her)\b))\b)""",
    anaphors=words("he she it they"),
    objects=words("it them him"),
    persons=words("he him"),
    possessives=words("their its his"),
    demonstratives=words("this these such"),
    pointers=words("however therefore thus hence nevertheless moreover instead"),
    caption=r"(?:figure|fig\.|table|chart|box|plate|photo|image|source)",
    introduction="Introduction",
    conjunction="and",
    alternative="or",
    definitions=(
        # A copula: X, also called Z, is defined as …
        r"""^<subject> (?:,\s(?:also\s)?(?:called|known\sas|or)\s[^,]{2,50},)?
        \s(?:is|are|was|were) (?:\s(?:also|often|usually|commonly|simply|thus|generally))*
        (?:\sdefined\sas|\sunderstood\sas)? \s(?P<gloss>(?:an?|the|any|one\sof\sthe)\s.+)$""",
        # A copula and a bare plural: … are small organelles that …
        r"""^<subject> (?:,\s(?:also\s)?(?:called|known\sas|or)\s[^,]{2,50},)?
        \s(?:are|were) \s(?P<gloss>(?:(?!found|made|used|not|called|given|known|needed|stored
        |left)[a-z-]+(?<!ly)(?:,?\s)){0,3}
        (?:[a-z-]{3,}(?<!s)s|bacteria|algae|people|fungi|men|women|children|animals)\s

        (?:that|which|who|in|of|inside|on|for|where|from|used|made|with|found|whose|between)\b.+)$""",
        r"""^<subject> \s(?:means?|refers?\sto|denotes?)
        \s(?P<gloss>(?!that\b|it\b|they\b).+)$""",
        # The name last: … is called X
        r"""^(?P<gloss>(?:The|An?)\s.+?) \s(?:is|are|was|were)
        (?:\s(?:also|often|usually|commonly|generally))*
        \s(?:called|known\sas|termed|named|referred\sto\sas) \s<named>""",
        r"""^By\s<term>\swe\smean\s(?P<gloss>.+)$""",
        r"""^<head>,\swhich\s(?:is|are|was|were)\s(?P<gloss>(?:an?|the)\s[^,;:]+)(?=[,.])""",
        # An apposition: X, a …, does …
        r"""^<head>,\s(?P<apposed>(?:an?|the)\s<clause>),\s(?=\w+)""",
        # An apposition that ends the sentence
        r"""(?<=\s)<phrase>,\s(?P<apposed>an?\s<clause>)(?=\.$)""",
        # An explanation in brackets
        r"""<phrase>\s\((?P<gloss>(?:an?|the)\s[^()]{8,160})\)""",
    ),
    weak_gloss=r"""(?:an?|the)\s(?:same|reason|result|case|question|problem|answer|main|most|least
        |only
        |opposite|good(?!\s(?:that|which|whose|for|used|or)\b)|great|bad|key|important|example|matter|other|best|worst|start|end|beginning
        |first|second|third|last|next|result|way\s(?:it|they)|fact|clear|simple\sexample|major
        |common|little|few|lot|sort|kind\b(?!\sof))\b|one\sof\sthe\s(?:most|main|best|first)""",
    gloss_ends=r""";|\s[–—]\s|,\s(?:but(?!\snot)|so|yet|although|though|whereas|because|since|while
        |which\smeans)\b
        |,\sand\s(?:it|they|this|these|is|are|has|have|was|were|its|their|the)\b|:\s""",
)
