from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from prompts.catalog import content_types

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from standin.server import StandIn

    from core.pack import Pack

pytestmark = pytest.mark.server

ARTICLE = Path(__file__).parents[2] / "examples" / "photosynthesis.md"
ALL = set(content_types())


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """An article that may be edited."""
    return Path(shutil.copy(ARTICLE, tmp_path / "article.md"))


@pytest.fixture
def first(coursewright: Any, source: Path, tmp_path: Path) -> Pack:
    """The first version of the article's pack."""
    run = coursewright("generate", str(source), "--out", str(tmp_path / "first"), "--json")
    assert run.code == 0, run.err
    return run.pack


@pytest.fixture
def regenerate(coursewright: Any, first: Pack, tmp_path: Path) -> Callable[..., Any]:
    """Runs ``coursewright regenerate`` on the first version."""
    assert first.stored is not None
    version = first.stored.version_id

    def run(*options: str) -> Any:
        out = str(tmp_path / "again")
        return coursewright("regenerate", version[:12], "--out", out, "--json", *options)

    return run


def test_with_nothing_changed_everything_is_taken_over(
    regenerate: Callable[..., Any], first: Pack
) -> None:
    """The second version has the first one's content, nothing of it made anew."""
    run = regenerate()
    assert run.code == 0, run.err
    assert run.cached == dict.fromkeys(ALL, True)
    again = run.pack
    assert _contents(again) == _contents(first)
    assert again.stored is not None
    assert first.stored is not None
    assert (again.stored.number, again.stored.pack_id) == (2, first.stored.pack_id)


def test_a_type_asked_for_is_made_anew_and_no_other(regenerate: Callable[..., Any]) -> None:
    """With --types exactly that type's call is made."""
    run = regenerate("--types", "faqs")
    assert run.code == 0, run.err
    assert run.cached == {name: name != "faqs" for name in ALL}


def test_an_outline_asked_for_is_made_anew(regenerate: Callable[..., Any]) -> None:
    """The outline's call is made again; the embedded model's is the same, and so is the rest."""
    run = regenerate("--types", "outline")
    assert run.code == 0, run.err
    assert run.cached["outline"] is False
    assert run.pack.stored.number == 2


def test_a_text_before_all_others_moves_the_evidence(
    regenerate: Callable[..., Any], first: Pack, source: Path
) -> None:
    """What still stands is taken over, with its evidence where it stands in the new source."""
    title, _, rest = source.read_text().partition("\n\n")
    source.write_text(f"{title}\n\nThis page was revised by the botany class.\n\n{rest}")
    run = regenerate()
    assert run.code == 0, run.err
    again = run.pack
    assert again.source.sha256 != first.source.sha256
    assert any(run.cached.values())
    _evidence_stands(again)


def test_only_what_an_edit_touches_is_made_anew(
    regenerate: Callable[..., Any], first: Pack, source: Path
) -> None:
    """A quoted sentence is gone: who quoted it is made anew, who did not is taken over."""
    cards = first.artifact("flashcards")
    assert cards is not None
    quote = next(_quotes(cards.content))["quote"]
    assert quote in source.read_text()
    source.write_text(source.read_text().replace(quote, "A sentence stood here before."))
    touched = {
        name
        for name, content in _contents(first).items()
        if any(quote in each["quote"] for each in _quotes(content))
    }
    run = regenerate()
    assert run.code == 0, run.err
    anew = {name for name, cached in run.cached.items() if not cached}
    assert "flashcards" in touched & anew
    if "outline" not in anew:
        assert anew <= touched, "a type that never quoted the sentence was made anew"
    _evidence_stands(run.pack)
    assert quote not in json.dumps(run.pack.model_dump(mode="json"), ensure_ascii=False)


def test_a_source_that_is_gone_can_be_named_anew(
    coursewright: Any, regenerate: Callable[..., Any], source: Path, tmp_path: Path
) -> None:
    """Moved away, the source is missed in one line; with --source it is read where it is now."""
    moved = source.rename(tmp_path / "moved.md")
    missed = regenerate()
    assert missed.code == 2
    assert "article.md" in missed.err
    assert "Traceback" not in missed.err
    run = regenerate("--source", str(moved))
    assert run.code == 0, run.err
    assert run.cached == dict.fromkeys(ALL, True)
    listed = json.loads(coursewright("versions", "list", "--json").out)
    assert [each["number"] for each in listed] == [2, 1]


def _contents(pack: Pack) -> dict[str, Any]:
    assert pack.outline is not None
    return {each.content_type: each.content for each in [pack.outline, *pack.artifacts]}


def _evidence_stands(pack: Pack) -> None:
    quotes = [quote for content in _contents(pack).values() for quote in _quotes(content)]
    assert len(quotes) > 50
    for quote in quotes:
        assert pack.source.text[quote["start"] : quote["end"]] == quote["quote"]


def _quotes(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        if "quote" in node and "start" in node:
            yield node
        for each in node.values():
            yield from _quotes(each)
    elif isinstance(node, list):
        for each in node:
            yield from _quotes(each)


def test_a_language_model_is_asked_for_the_touched_fields_only(
    coursewright: Any, standin: StandIn, source: Path, tmp_path: Path
) -> None:
    """Where a card's quote is gone, that card is asked for, nothing is drafted, the rest stays."""
    environment = standin.openai_environment()
    made = coursewright(
        *("generate", str(source), "--types", "flashcards", "--model", "openai:gpt-5-mini"),
        *("--out", str(tmp_path / "first"), "--json"),
        **environment,
    )
    assert made.code == 0, made.err
    cards, outline = made.pack.artifact("flashcards"), made.pack.outline
    assert cards is not None
    others = {each["quote"] for each in _quotes(outline.content)}
    text = source.read_text()
    number, quote = next(
        (number, each["quote"])
        for number, item in enumerate(cards.content["items"])
        for each in _quotes(item)
        if text.count(each["quote"]) == 1 and not any(each["quote"] in other for other in others)
    )
    source.write_text(text.replace(quote, "Something else stands here today."))
    standin.reset()
    run = coursewright(
        *("regenerate", made.pack.stored.version_id, "--out", str(tmp_path / "again"), "--json"),
        **environment,
    )
    assert run.code == 0, run.err
    asked = {(row["content_type"], row["step"]) for row in standin.stats()["by_step"]}
    assert ("flashcards", "repair-1") in asked
    assert not [step for _, step in asked if not step.startswith("repair")], asked
    before = [(item["term"], item["definition"]) for item in cards.content["items"]]
    after = [
        (item["term"], item["definition"])
        for item in run.pack.artifact("flashcards").content["items"]
    ]
    assert [card for card in before if card != before[number]] == after
