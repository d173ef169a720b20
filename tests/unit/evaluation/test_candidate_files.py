from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InputError, UnknownContentTypeError
from flows.candidates import candidates_from, current_template, template_folders, types_named
from prompts.catalog import content_types
from prompts.rendering import render_draft
from services.models import fingerprint
from services.optimizer import in_place_of, read_candidates, replace_task, task_of

if TYPE_CHECKING:
    from pathlib import Path

FAQS = content_types()["faqs"]
TEMPLATE = "before\n{% block task %}\nthe task\n{% endblock %}\nafter\n"


def _digest(folder: Path) -> str:
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc")
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()


def test_a_candidate_stands_in_for_a_while(request_of) -> None:  # noqa: ANN001 (the fixture's)
    """Inside the block the type's prompt is the candidate's; the type's own folder is untouched."""
    before = _digest(FAQS.folder)
    template = current_template(FAQS).replace("Write the questions", "Note the questions")
    with in_place_of(FAQS, template) as candidate:
        prompt = render_draft(candidate, "", request_of(), "en", {"title": "x"})
        assert "Note the questions" in prompt.task
        assert candidate.folder != FAQS.folder
        assert candidate.schema is FAQS.schema
    assert not candidate.folder.exists()
    assert _digest(FAQS.folder) == before
    assert "Write the questions" in render_draft(FAQS, "", request_of(), "en", {"title": "x"}).task


def test_the_embedded_model_is_the_same_for_a_candidate() -> None:
    """What the embedded model's answers depend on besides the prompt is equal for both."""
    with in_place_of(FAQS, current_template(FAQS)) as candidate:
        assert fingerprint("extractive", candidate) == fingerprint("extractive", FAQS)


def test_one_file_is_for_one_type(tmp_path: Path) -> None:
    """A file stands for the one type named; for several a folder is needed."""
    file = tmp_path / "new.md.j2"
    file.write_bytes(b"\xef\xbb\xbfa\r\nb")
    assert read_candidates(file, ["faqs"]) == {"faqs": "a\nb"}
    with pytest.raises(InputError, match="one template, and 2 content types"):
        read_candidates(file, ["faqs", "outline"])


def test_a_folder_holds_candidates_by_type(tmp_path: Path) -> None:
    """All that are in it are taken when no type is named; a named one has to be there."""
    (tmp_path / "faqs").mkdir()
    (tmp_path / "faqs" / "draft.md.j2").write_text(current_template(FAQS))
    assert set(candidates_from(str(tmp_path), ())) == {"faqs"}
    with pytest.raises(InputError, match="cannot be read"):
        candidates_from(str(tmp_path), ("faqs", "outline"))
    with pytest.raises(InputError, match="holds no templates"):
        candidates_from(str(tmp_path / "faqs"), ())


@pytest.mark.parametrize(
    ("place", "said"),
    [("missing", "No such file"), ("a\0b", "no path"), ("latin", "not UTF-8"), ("long", "KiB")],
)
def test_what_cannot_be_read_is_said(tmp_path: Path, place: str, said: str) -> None:
    """Nothing there, no path, other bytes than text, too much of it: one line each."""
    (tmp_path / "latin").write_bytes("für".encode("latin-1"))
    (tmp_path / "long").write_bytes(b"x" * 70_000)
    with pytest.raises(InputError, match=said):
        read_candidates(tmp_path / place, ["faqs"])


def test_the_outline_is_a_type_among_the_others() -> None:
    """Without names all types are meant, the outline first; unknown names are refused."""
    assert [each.name for each in types_named(())] == list(content_types())
    assert [each.name for each in types_named(("faqs", "outline"))] == ["outline", "faqs"]
    with pytest.raises(UnknownContentTypeError):
        types_named(("quizzes",))
    assert FAQS.folder.parent in template_folders()


def test_only_the_task_block_is_rewritten() -> None:
    """What a model suggests goes into the block, without its fence; all around stays."""
    assert task_of(TEMPLATE) == "the task\n"
    wanted = TEMPLATE.replace("the task", "new \\1 words")
    assert replace_task(TEMPLATE, "\n new \\1 words \n") == wanted
    assert replace_task(TEMPLATE, "```jinja\nnew \\1 words\n```") == wanted
    with pytest.raises(InputError, match="no block named task"):
        replace_task("{% block other %}{% endblock %}", "x")


@given(st.text(alphabet=st.characters(exclude_characters="{}`%")))
def test_what_is_put_into_the_block_is_in_it(text: str) -> None:
    """Any text without markup that goes in comes out again, but for the space around it."""
    assert task_of(replace_task(TEMPLATE, text)).strip() == text.strip()
