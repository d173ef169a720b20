from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.content_type import CheckContext
from prompts._shared.tone import FORMAL, PERSONAL, Register, is_talk, off_tone, register_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from core.request import ContentRequest
    from core.source import Source


@pytest.fixture
def asked_for(
    make_source: Callable[..., Source], request_of: Callable[..., ContentRequest]
) -> Callable[..., CheckContext]:
    """What a text is checked under, by tone."""

    def context(tone: str, language: str = "en", source: str = "Bees make honey.") -> CheckContext:
        return CheckContext(make_source([source], language), request_of(tone=tone), language, None)

    return context


@pytest.mark.parametrize(
    ("tone", "register"),
    [
        ("formal", Register.FORMAL),
        ("Rather Academic, please", Register.FORMAL),
        ("clear and friendly", Register.PERSONAL),
        ("locker", Register.PERSONAL),
        ("not too formal", None),
        ("formal but friendly", None),
        ("dry and exact", None),
    ],
)
def test_a_tone_is_understood_where_it_is_plain(tone: str, register: Register | None) -> None:
    """A name that is known counts; none, two that contradict, or a denial do not."""
    assert register_of(tone) is register


def test_the_default_tone_is_one_that_is_checked(
    request_of: Callable[..., ContentRequest],
) -> None:
    """Whoever names no tone has the check of the friendly one."""
    assert register_of(request_of().tone) is Register.PERSONAL


def test_no_name_means_two_tones() -> None:
    """The names of one register are none of the other's."""
    assert set(FORMAL.split()).isdisjoint(PERSONAL.split())


@pytest.mark.parametrize(
    ("tone", "language", "text", "found"),
    [
        ("formal", "en", "It doesn't melt, and that's it.", "doesn't, that's"),
        ("formal", "en", "You can see it in Kepler's law.", ""),
        ("formal", "en", "What a law!", "!"),
        ("formal", "en", "There are n! ways, and a != b.", ""),
        ("formal", "de", "Das siehst du an den Blättern.", "du"),
        ("formal", "de", "Das sehen Sie an den Blättern.", ""),
        ("formal", "fr", "Tu vois bien.", "Tu"),
        ("formal", "fr", "Le ton monte, et vous le voyez.", ""),
        ("formal", "es", "Si tú vives cerca.", "tú"),
        ("formal", "es", "Su casa y la de usted.", ""),
        ("friendly", "en", "The aforementioned bees don't sting!", "aforementioned"),
        ("freundlich", "de", "Vorgenannte Bienen.", "Vorgenannte"),
        ("amical", "fr", "Les faits précités.", "précités"),
        ("amable", "es", "Las susodichas abejas.", "susodichas"),
        ("dry", "en", "Hey, it doesn't!", ""),
        ("formal", "it", "Ciao, bello!", ""),
    ],
)
def test_what_clearly_is_not_in_the_tone_is_named(
    asked_for: Callable[..., CheckContext], tone: str, language: str, text: str, found: str
) -> None:
    """The words at fault come back; nothing for a tone or language that is not checked."""
    assert off_tone(text, asked_for(tone, language)) == found


def test_what_the_source_says_is_no_fault(asked_for: Callable[..., CheckContext]) -> None:
    """Words in quotation marks and words that the source uses are its own."""
    quoting = asked_for("formal", source="Newton said it doesn't matter.")
    assert off_tone("It doesn't matter.", quoting) == ""
    assert off_tone("He called it “wow, isn't it”.", quoting) == ""
    assert off_tone("It isn't so.", quoting) == "isn't"


def test_two_who_talk_may_be_familiar(asked_for: Callable[..., CheckContext]) -> None:
    """In a formal podcast a greeting is no fault, a contraction is."""
    assert off_tone("Willkommen! Was meinst du?", asked_for("formell", "de"), spoken=True) == ""
    assert off_tone("Welcome! It isn't.", asked_for("formal"), spoken=True) == "isn't"


def test_a_lecture_is_no_friendly_podcast(asked_for: Callable[..., CheckContext]) -> None:
    """A script that addresses nobody is said to be none, where that was asked for."""
    lecture = ["Bees make honey.", "Honey is sweet."]
    assert is_talk(lecture, asked_for("casual")) is False
    assert is_talk(lecture, asked_for("formal")) is None
    assert is_talk(lecture, asked_for("casual", "it")) is None


@pytest.mark.parametrize(
    ("language", "turn"),
    [("en", "We like honey."), ("de", "Was ist Honig?"), ("fr", "Tu vois."), ("es", "¡Hola!")],
)
def test_one_word_to_somebody_is_talk(
    asked_for: Callable[..., CheckContext], language: str, turn: str
) -> None:
    """A question, a call, or a word for a person is enough."""
    assert is_talk(["Nectar.", turn], asked_for("friendly", language)) is True


@given(st.text(max_size=100))
def test_any_tone_is_taken(tone: str) -> None:
    """Whatever a person writes, it is understood or left unchecked."""
    assert register_of(tone) in {None, *Register}
