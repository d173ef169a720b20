from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.source import Passage
from services.nlp import analyse

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[3]
EXAMPLES = {
    "photosynthesis.md": ("Photosynthesis", "en"),
    "wasserkreislauf.txt": ("wasserkreislauf.txt", "de"),
    "revolution-francaise.md": ("La Révolution française", "fr"),
    "energia-renovable.md": ("La energía renovable", "es"),
}
TERMS = {
    "photosynthesis.md": "photosynthesis|chlorophyll|chloroplast|rubisco|Calvin cycle|stomata"
    "|carbon dioxide|glucose|ATP|electron transport chain|light-dependent reactions",
    "wasserkreislauf.txt": "Wasserkreislauf|Verdunstung|Niederschlag|Kondensation|Transpiration"
    "|Grundwasser|Wasserdampf|Versickerung",
    "revolution-francaise.md": "tiers état|noblesse|clergé|monarchie absolue|états généraux"
    "|cahiers de doléances|serment du Jeu de paume|Terreur|Louis XVI|coup d'État",
    "energia-renovable.md": "energía renovable|panel solar|combustible fósil|aerogenerador"
    "|efecto invernadero|dióxido de carbono|red eléctrica|energía geotérmica",
}
JUNK = {
    "photosynthesis.md": "process|way|example|plants use|century|use|green|takes place|step|help",
    "wasserkreislauf.txt": "Menge|Teil|Prozent|Jahr|Weg|Dabei|Werden|Auch|Art|Steigt",
    "revolution-francaise.md": "exemple|partie|juin|mai|grande|prend|siècle|personnes|fin",
    "energia-renovable.md": "ejemplo|parte|produce|gran|paso|año|siglo|forma|conjunto",
}
GLOSSES = {
    "photosynthesis.md": {
        "chlorophyll": "a green pigment that absorbs red and blue light and reflects green light",
        "thylakoids": "flattened sacs in the chloroplast whose membranes hold the pigments that "
        "absorb light",
        "granum": "A stack of thylakoids",
    },
    "wasserkreislauf.txt": {
        "Verdunstung": "Übergang von flüssigem Wasser in Wasserdampf unterhalb des Siedepunkts",
        "Süßwasser": "Wasser, das fast keine gelösten Salze enthält",
        "Transpiration": "die Abgabe von Wasserdampf durch die Blätter der Pflanzen",
    },
    "revolution-francaise.md": {
        "Ancien Régime": "la société et le régime politique de la France avant 1789",
        "tiers état": "tous les habitants qui n'appartiennent ni au clergé ni à la noblesse",
        "Bastille": "une forteresse royale qui servait de prison",
    },
    "energia-renovable.md": {
        "turbina": "una rueda con palas que gira por el empuje de un fluido",
        "eficiencia energética": "obtener el mismo servicio con menos energía",
        "inversor": "un aparato que convierte la corriente continua en corriente alterna",
    },
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_teachers_terms_are_found(example: Callable, name: str) -> None:
    """The terms an example teaches are among its terms, shown as a teacher would write them."""
    shown = {term.text for term in example(name, *EXAMPLES[name]).analysis.terms}
    assert set(TERMS[name].split("|")) <= shown
    assert not set(JUNK[name].split("|")) & shown


@pytest.mark.parametrize("name", EXAMPLES)
def test_definitions_are_found_with_their_exact_glosses(example: Callable, name: str) -> None:
    """A definition's gloss is the defining part, nothing less and nothing more."""
    analysis = example(name, *EXAMPLES[name]).analysis
    glosses = {term.text: term.definition.gloss for term in analysis.terms if term.definition}
    assert GLOSSES[name].items() <= glosses.items()
    assert len(glosses) >= 16


@pytest.mark.parametrize("name", EXAMPLES)
def test_everything_stands_in_the_source(example: Callable, name: str) -> None:
    """Sentences stand in their passages, glosses in their sentences, references resolve."""
    passages, analysis = example(name, *EXAMPLES[name])
    texts = {passage.id: passage.text for passage in passages}
    keys = [term.key for term in analysis.terms]
    assert len(keys) == len(set(keys))
    assert [sentence.index for sentence in analysis.sentences] == list(
        range(len(analysis.sentences))
    )
    for sentence in analysis.sentences:
        assert sentence.text in texts[sentence.passage_id]
        assert sentence.index in analysis.sections[sentence.section].sentences
        assert set(sentence.terms) <= set(keys)
        assert 0 <= sentence.salience <= 1
    for term in analysis.terms:
        assert term.definition is None or term.definition.gloss in term.definition.sentence.text
        assert all(term.key in analysis.sentences[index].terms for index in term.sentences)


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_examples_are_rich_enough_for_a_pack(example: Callable, name: str) -> None:
    """Each example has sentences, sections and terms in plenty, and one most central sentence."""
    analysis = example(name, *EXAMPLES[name]).analysis
    assert len(analysis.sentences) >= 45
    assert 3 <= len(analysis.sections) <= 12
    assert 12 <= len(analysis.terms) <= 60
    assert max(sentence.salience for sentence in analysis.sentences) == 1
    assert [term.salience for term in analysis.terms] == sorted(
        (term.salience for term in analysis.terms), reverse=True
    )


def test_sentences_that_lean_on_the_one_before_are_marked(read: Callable) -> None:
    """Openers that point back make a sentence unfit to stand alone, in each language."""
    cases = {
        "en": ["It was built in 1889 by hand.", "In this way the plant stores energy."],
        "de": ["Dadurch steigt der Druck im Kessel.", "Er wurde im Jahr 1889 gebaut."],
        "fr": ["Cependant, la plante utilise la lumière.", "Elle fut construite à Paris."],
        "es": ["Por lo tanto, la planta necesita luz.", "Esta planta produce mucho oxígeno."],
    }
    for language, texts in cases.items():
        sentences = read("\n\n".join(texts), language).analysis.sentences
        assert [(s.text, s.standalone) for s in sentences] == [(text, False) for text in texts]
    plain = read("The Eiffel Tower was built in 1889.").analysis.sentences
    assert [sentence.standalone for sentence in plain] == [True]


@pytest.mark.parametrize(
    "fragment",
    [
        "Why does the plant need light to grow?",
        "Figure 2: The structure of a chloroplast is shown.",
        "The structure of the inner membrane.",
        "and then it goes back to the start.",
        "Smith, J. (2010). The life of plants. Oxford Press.",
        "See https://example.org for what is known about it.",
        "The steps of the cycle are the following:",
        "x = foo(bar); return { x };",
        "12.5 | 13.0 | 14.2 | 15.1 was 16.",
        "It rains.",
        "The plant (in the pot is green and grows.",
        " ".join(["The plant is green and"] * 20) + " old.",
    ],
)
def test_what_is_no_claim_is_left_out(read: Callable, fragment: str) -> None:
    """Questions, captions, fragments, references, code, rows and endless sentences are no prose."""
    assert read(fragment).analysis.sentences == ()


def test_list_items_lose_their_marker_and_code_blocks_are_left_out(read: Callable) -> None:
    """A full sentence in a list counts without its marker; fenced code does not count."""
    text = "- The plant takes in water.\n- Two pots\n\n```\nThe plant is not prose here.\n```"
    sentences = read(text).analysis.sentences
    assert [sentence.text for sentence in sentences] == ["The plant takes in water."]


def test_glossary_lines_define_their_term(read: Callable) -> None:
    """A list item "Term: explanation." is a definition."""
    text = "- **Stoma**: a small pore in the surface of a leaf.\n- **Xylem**: a tissue for water."
    terms = read(text).analysis.terms
    assert {term.text: term.definition.gloss for term in terms if term.definition} == {
        "stoma": "a small pore in the surface of a leaf",
        "xylem": "a tissue for water",
    }


@pytest.mark.parametrize(
    "text",
    [
        "The main rate of photosynthesis in plants is the speed at which sugar is made.",
        "Photosynthesis is important for all life on the planet.",
        "Photosynthesis is not the same as breathing in the dark.",
        "Photosynthesis is shown in the second figure of the book.",
        "Photosynthesis is the most important process on the planet.",
        "Each snapshot has a hash, an author and a message.",
        "A commit, a branch, and a remote are parts of Git.",
        "In spring, a farmer ploughs the field and sows the wheat.",
        "When light hits chlorophyll, an electron jumps to another place.",
        "This means that photosynthesis slows down in the cold.",
    ],
)
def test_what_only_looks_like_a_definition_is_none(read: Callable, text: str) -> None:
    """A predicate, a negation, a part of the subject or a second clause defines nothing."""
    assert [term.text for term in read(text).analysis.terms if term.definition] == []


@pytest.mark.parametrize(
    ("language", "text", "term", "gloss"),
    [
        ("en", "Deflation, a general fall in prices, can be harmful.", "deflation",
         "a general fall in prices"),
        ("en", "Plants are green because of chlorophyll, a pigment that absorbs light.",
         "chlorophyll", "a pigment that absorbs light"),
        ("en", "The reaction of a base with an acid is called neutralisation.", "neutralisation",
         "The reaction of a base with an acid"),
        ("en", "The policy rate (the price of money for banks) rose in spring.", "policy rate",
         "the price of money for banks"),
        ("en", "Photolysis is the splitting of water by light, but it needs an enzyme.",
         "photolysis", "the splitting of water by light"),
        ("en", "Hyperinflation refers to extremely rapid inflation.", "hyperinflation",
         "extremely rapid inflation"),
        ("de", "Unter Inflation versteht man den Anstieg der Preise.", "Inflation",
         "Anstieg der Preise"),
        ("de", "Der Übergang vom Gas zur Flüssigkeit wird als Kondensation bezeichnet.",
         "Kondensation", "Der Übergang vom Gas zur Flüssigkeit"),
        ("de", "Die Aufnahme von Wasser durch Wurzeln heißt Absorption.", "Absorption",
         "Die Aufnahme von Wasser durch Wurzeln"),
        ("fr", "On appelle photosynthèse la production de sucre à la lumière.", "photosynthèse",
         "la production de sucre à la lumière"),
        ("fr", "Le passage de l'eau à l'état de gaz s'appelle évaporation.", "évaporation",
         "Le passage de l'eau à l'état de gaz"),
        ("es", "La fotosíntesis se define como la producción de azúcar con luz.", "fotosíntesis",
         "la producción de azúcar con luz"),
        ("es", "El paso del agua al estado gaseoso se llama evaporación.", "evaporación",
         "El paso del agua al estado gaseoso"),
    ],
)  # fmt: skip
def test_each_way_of_defining_is_known(
    read: Callable, language: str, text: str, term: str, gloss: str
) -> None:
    """Copula, verb of naming, brackets and apposition define in each language."""
    terms = read(text, language).analysis.terms
    assert {each.text: each.definition.gloss for each in terms if each.definition} == {term: gloss}


def test_a_gloss_keeps_the_line_break_of_its_sentence(read: Callable) -> None:
    """A gloss over two lines is still an exact run of the sentence."""
    text = "Photolysis is the splitting of water\nmolecules by light energy."
    (term,) = [term for term in read(text).analysis.terms if term.definition]
    assert term.definition.gloss == "the splitting of water\nmolecules by light energy"


def test_plain_text_headings_divide_the_source(example: Callable) -> None:
    """A text file's own short lines serve as headings where the passages have none."""
    analysis = example("wasserkreislauf.txt", "wasserkreislauf.txt", "de").analysis
    assert [section.title for section in analysis.sections][:3] == [
        "Einführung",
        "Das Wasser der Erde",
        "Verdunstung und Transpiration",
    ]
    assert analysis.title == "Der Wasserkreislauf"


def test_headings_lose_their_numbers_and_tiny_sections_are_joined(read: Callable) -> None:
    """Titles are bare, and a section of one sentence joins its neighbour."""
    body = "The plant takes in water. The root holds the soil. The leaf makes sugar."
    text = "\n\n".join(
        f"# {number} Part {letter}\n\n{body}" for number, letter in enumerate("ABC", start=1)
    )
    analysis = read(f"{text}\n\n# 4. Coda\n\nThe plant is old.").analysis
    assert [section.title for section in analysis.sections] == ["Part A", "Part B", "Part C"]


def test_a_source_without_headings_is_cut_by_topic(example: Callable, read: Callable) -> None:
    """Stretches of topic hold at least four sentences and carry their terms as titles."""
    passages, _ = example("photosynthesis.md", "Photosynthesis", "en")
    analysis = read("\n\n".join(passage.text for passage in passages)).analysis
    assert 3 <= len(analysis.sections) <= 12
    assert all(len(section.sentences) >= 4 for section in analysis.sections)
    assert all(section.title[0].isupper() for section in analysis.sections)


def test_a_single_block_of_text_is_cut_between_sentences(example: Callable, read: Callable) -> None:
    """Where there is but one paragraph, topics may change inside it."""
    passages, _ = example("photosynthesis.md", "Photosynthesis", "en")
    text = " ".join(passage.text.replace("\n", " ") for passage in passages)
    assert len(read(text).analysis.sections) > 2


def test_an_unknown_language_gets_sentences_and_words_but_no_definitions(read: Callable) -> None:
    """Without tables there are still sentences, sections and repeated words."""
    text = "La fotosintesi produce ossigeno. La fotosintesi usa la luce. La luce scalda la foglia."
    analysis = read(text, "it").analysis
    assert len(analysis.sentences) == 3
    assert "fotosintesi" in [term.text.lower() for term in analysis.terms]
    assert all(term.definition is None for term in analysis.terms)


@pytest.mark.parametrize("language", ["en", "de", "fr", "es", "xx"])
def test_a_source_without_prose_gives_an_empty_analysis(language: str) -> None:
    """No passages, no sentences, no sections, and the title stays."""
    analysis = analyse((), "notes.txt", language)
    assert (analysis.sentences, analysis.sections, analysis.terms) == ((), (), ())
    assert analysis.title == "notes.txt"


def passages_json(read: Any) -> list[dict[str, Any]]:
    """The passages of a read source, fit for JSON."""
    return [passage.model_dump(mode="json") for passage in read.passages]


def test_the_result_does_not_depend_on_the_hash_seed(example: Callable) -> None:
    """Two processes with different hash seeds find the same."""
    read = {name: (passages_json(example(name, *of)), *of) for name, of in EXAMPLES.items()}
    script = (
        "import json, sys\n"
        "from core.source import Passage\n"
        "from services.nlp import analyse\n"
        "for passages, title, language in json.load(sys.stdin).values():\n"
        "    print(analyse([Passage(**each) for each in passages], title, language))\n"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", script],
            input=json.dumps(read).encode(),
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=ROOT,
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1


WORDS = (
    "The", "plant", "is", "a", "process", "Photosynthese", "ist", "die", "énergie", "l'eau", "est",
    "une", "agua", "es", "called", ".", "?", "!", ":", ",", "(", ")", "\n", "- ", "**", "`", "ATP",
    "1.5", "z. B.", "XVI", "which", "that", "of", "de", "la", "%", "Ludwig", "''", "\u2029",
)  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(
    texts=st.lists(
        st.one_of(
            st.lists(st.sampled_from(WORDS), min_size=1, max_size=40).map(" ".join),
            st.text(min_size=1, max_size=80),
        ),
        min_size=1,
        max_size=5,
    ),
    headed=st.booleans(),
    language=st.sampled_from(["en", "de", "fr", "es", "pt"]),
)
def test_no_passages_make_it_fail(texts: list[str], headed: bool, language: str) -> None:  # noqa: FBT001 (drawn by hypothesis)
    """Whatever the passages hold, what is found stands in them."""
    passages = [
        Passage(
            id=f"p{number:04d}",
            start=0,
            end=len(text),
            text=text,
            heading_path=(f"{number}. {text[:9]}",) if headed else (),
        )
        for number, text in enumerate(texts, start=1)
    ]
    analysis = analyse(passages, texts[0][:20], language)
    held = {passage.id: passage.text for passage in passages}
    assert all(sentence.text in held[sentence.passage_id] for sentence in analysis.sentences)
    for term in analysis.terms:
        assert term.definition is None or term.definition.gloss in term.definition.sentence.text
