from __future__ import annotations

import pytest

from services.sources.blocks import Block, BlockKind
from services.sources.languages import detect_language

TEXTS = {
    "de": "Die Pflanze nimmt das Licht der Sonne auf und bildet daraus in den Blättern Zucker.",
    "en": "The plant takes in the light of the sun and makes sugar from it in its leaves.",
    "fr": "La plante absorbe la lumière du soleil et en fait du sucre dans ses feuilles.",
    "es": "La planta absorbe la luz del sol y con ella produce azúcar en sus hojas.",
}


def paragraphs(*texts: str, kind: BlockKind = BlockKind.PARAGRAPH) -> list[Block]:
    """Blocks of one kind."""
    return [Block(kind, text) for text in texts]


@pytest.mark.parametrize("language", TEXTS)
def test_languages_of_the_embedded_model(language: str) -> None:
    """One sentence is enough for the four main languages."""
    assert detect_language(paragraphs(TEXTS[language])) == language


def test_commands_and_code_do_not_turn_a_german_page_english() -> None:
    """Code has no vote, and neither have paragraphs of commands."""
    commands = "sudo apt-get install python3-venv --yes && source .venv/bin/activate"
    blocks = (
        paragraphs(TEXTS["de"], "Zuerst wird das Paket eingerichtet, dann gestartet.")
        + paragraphs(*[commands] * 30)
        + paragraphs(*["def main(): return the_value_of(the_thing)"] * 50, kind=BlockKind.CODE)
    )
    assert detect_language(blocks) == "de"


def test_most_of_the_prose_decides() -> None:
    """A quotation in another language does not count more than the text around it."""
    assert detect_language(paragraphs(*[TEXTS["fr"]] * 5, TEXTS["en"])) == "fr"
    assert detect_language(paragraphs(*[TEXTS["es"]] * 500)) == "es"


def test_without_prose_the_claim_or_english() -> None:
    """Nothing to go by: the document's own claim when it is plausible, else English."""
    assert detect_language(paragraphs("42"), "de") == "de"
    assert detect_language(paragraphs("42"), "xx") == "en"
    assert detect_language([]) == "en"
