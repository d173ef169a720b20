"""What the two voices of the podcast say in their own words, by language."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """Spoken furniture; titles come quoted.

    ``opens`` leads into the first section, ``moves`` into the others, ``ends`` into the last;
    ``starts`` into a first one without a telling title. ``asks`` stand in where no question fits a
    sentence, ``first_asks`` right behind those.
    """

    guide: str
    learner: str
    welcome: str
    coming: str
    starts: str
    opens: str
    moves: tuple[str, ...]
    ends: str
    first_asks: tuple[str, ...]
    asks: tuple[str, ...]
    recap: str
    goodbye: str
    note_pause: str
    note_stress: str


PHRASES = {
    "en": Phrases(
        guide="Maya",
        learner="Tom",
        welcome="Welcome to our learning podcast! I am {guide}, and {learner} is here with me. "
        "Our subject today is {title}.",
        coming="We will talk about {titles}.",
        starts="Let us start at the beginning.",
        opens="Let us begin with {title}.",
        moves=(
            "Let us go on to {title}.",
            "That brings us to {title}.",
            "Next comes {title}.",
            "Now to {title}.",
        ),
        ends="One part is left: {title}.",
        first_asks=(
            "What is it about?",
            "What do we need to know?",
            "Where do we start?",
        ),
        asks=(
            "Can you tell us more?",
            "And what else belongs to this?",
            "How does that go on?",
            "What else is worth knowing?",
            "What comes next?",
            "Is there more to it?",
        ),
        recap="Let us look back at what to remember.",
        goodbye="Thank you for listening, and goodbye!",
        note_pause="Pause for a moment before each new part.",
        note_stress="Say these terms slowly and clearly: {terms}.",
    ),
    "de": Phrases(
        guide="Anna",
        learner="Jonas",
        welcome="Herzlich willkommen! Ich bin {guide}, und bei mir ist {learner}. "
        "Unser Thema heute heißt {title}.",
        coming="Wir sprechen über diese Punkte: {titles}.",
        starts="Fangen wir ganz vorne an.",
        opens="Fangen wir an mit dem Punkt {title}.",
        moves=(
            "Kommen wir zum Punkt {title}.",
            "Damit sind wir beim Punkt {title}.",
            "Der nächste Punkt heißt {title}.",
            "Weiter geht es mit dem Punkt {title}.",
        ),
        ends="Ein Punkt fehlt noch: {title}.",
        first_asks=(
            "Worum geht es da?",
            "Was muss man dazu wissen?",
            "Was steckt dahinter?",
        ),
        asks=(
            "Kannst du mehr dazu sagen?",
            "Und was gehört noch dazu?",
            "Wie geht es weiter?",
            "Was ist noch wichtig?",
            "Was kommt als Nächstes?",
            "Gibt es dazu noch mehr?",
        ),
        recap="Blicken wir zurück auf das, was man sich merken sollte.",
        goodbye="Danke fürs Zuhören und auf Wiederhören!",
        note_pause="Vor jedem neuen Punkt kurz innehalten.",
        note_stress="Diese Begriffe langsam und deutlich sprechen: {terms}.",
    ),
    "fr": Phrases(
        guide="Claire",
        learner="Julien",
        welcome="Bonjour et bienvenue\u00a0! Je suis {guide}, et {learner} est avec moi. "
        "Notre sujet du jour\u00a0: {title}.",
        coming="Voici les points que nous allons aborder\u00a0: {titles}.",
        starts="Commençons par le début.",
        opens="Commençons par le point {title}.",
        moves=(
            "Passons au point {title}.",
            "Nous voici au point {title}.",
            "Le point suivant s’intitule {title}.",  # noqa: RUF001 (running text's apostrophe)
            "Continuons avec le point {title}.",
        ),
        ends="Il reste un point\u00a0: {title}.",
        first_asks=(
            "De quoi s’agit-il\u00a0?",  # noqa: RUF001
            "Que faut-il savoir\u00a0?",
            "Par quoi commencer\u00a0?",
        ),
        asks=(
            "Peux-tu nous en dire plus\u00a0?",
            "Et quoi d’autre\u00a0?",  # noqa: RUF001
            "Comment cela continue-t-il\u00a0?",
            "Qu’est-ce qui compte encore\u00a0?",  # noqa: RUF001
            "Et ensuite\u00a0?",
            "Y a-t-il autre chose à dire\u00a0?",
        ),
        recap="Revenons sur ce qu’il faut retenir.",  # noqa: RUF001
        goodbye="Merci de nous avoir écoutés, et à bientôt\u00a0!",
        note_pause="Marquer une courte pause avant chaque nouveau point.",
        note_stress="Prononcer ces termes lentement et clairement\u00a0: {terms}.",
    ),
    "es": Phrases(
        guide="Lucía",
        learner="Mateo",
        welcome="¡Hola y bienvenidos! Soy {guide}, y conmigo está {learner}. "
        "Nuestro tema de hoy es {title}.",
        coming="Vamos a hablar de estos puntos: {titles}.",
        starts="Empecemos por el principio.",
        opens="Empecemos por el punto {title}.",
        moves=(
            "Pasemos al punto {title}.",
            "Llegamos así al punto {title}.",
            "El siguiente punto se titula {title}.",
            "Sigamos con el punto {title}.",
        ),
        ends="Queda un punto: {title}.",
        first_asks=(
            "¿De qué se trata?",
            "¿Qué hay que saber?",
            "¿Por dónde empezamos?",
        ),
        asks=(
            "¿Puedes contarnos algo más?",
            "¿Y qué más hay que decir?",
            "¿Cómo sigue esto?",
            "¿Qué más es importante?",
            "¿Qué viene después?",
            "¿Hay algo más?",
        ),
        recap="Repasemos lo que conviene recordar.",
        goodbye="¡Gracias por escucharnos y hasta pronto!",
        note_pause="Hacer una breve pausa antes de cada punto nuevo.",
        note_stress="Pronunciar estos términos despacio y con claridad: {terms}.",
    ),
}
