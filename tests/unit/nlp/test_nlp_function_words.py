from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.nlp.function_words import function_word_shares, reads_as, sure_language

EXAMPLES = Path(__file__).parents[3] / "examples"
TEXTS = {
    "en": "photosynthesis.md",
    "de": "wasserkreislauf.txt",
    "fr": "revolution-francaise.md",
    "es": "energia-renovable.md",
}
RELATIVES = {
    "pt": "A produção de energia renovável cresceu muito nos últimos anos, e os países da região "
    "investiram em parques solares. O vento e a água são fontes que não se esgotam.",
    "it": "L'energia rinnovabile è cresciuta molto negli ultimi anni e i paesi della regione hanno "
    "investito in parchi solari. Il vento e l'acqua sono fonti che non si esauriscono.",
    "nl": "De productie van hernieuwbare energie is de laatste jaren sterk gegroeid en de landen "
    "in de regio hebben in zonneparken geïnvesteerd. De wind en het water raken nooit op.",
    "ca": "La producció d'energia renovable ha crescut molt els darrers anys, i els països de la "
    "regió han invertit en parcs solars. El vent i l'aigua són fonts que no s'esgoten.",
    "gl": "A produción de enerxía renovable medrou moito nos últimos anos, e os países da rexión "
    "investiron en parques solares. O vento e a auga son fontes que non se esgotan.",
}


@pytest.mark.parametrize("code", TEXTS)
def test_running_text_is_told_by_its_function_words(code: str) -> None:
    """Each example is surely in its own language, and reads as no other."""
    text = (EXAMPLES / TEXTS[code]).read_text()
    assert sure_language(text) == code
    assert [other for other in TEXTS if reads_as(text, other)] == [code]


@pytest.mark.parametrize("code", RELATIVES)
def test_a_related_language_is_not_taken_for_ours(code: str) -> None:
    """Portuguese, Italian, Dutch, Catalan and Galician are never surely one of ours."""
    assert sure_language(RELATIVES[code]) is None


def test_half_and_half_is_doubtful() -> None:
    """A text half in one language and half in another is surely in neither."""
    halves = [(EXAMPLES / TEXTS[code]).read_text()[:2500] for code in ("en", "de")]
    assert sure_language("\n".join(halves)) is None


@given(st.text())
def test_any_text_has_shares_between_nothing_and_all(text: str) -> None:
    """Shares are shares, also of no words at all."""
    assert all(0 <= share <= 1 for share in function_word_shares(text).values())
