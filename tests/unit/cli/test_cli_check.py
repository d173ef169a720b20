from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from defects import pack_of
from defects_corpus import CORPUS
from hypothesis import HealthCheck, given
from hypothesis import settings as settings_of
from hypothesis import strategies as st

from cli.main import main

if TYPE_CHECKING:
    from collections.abc import Callable

SOURCES = CORPUS / "sources"


@pytest.fixture
def pack(tmp_path: Path) -> Callable[..., Path]:
    """Writes a clean pack, edited as somebody might by hand, and gives its folder."""

    def write(edit: Callable[[dict[str, Any]], object] = lambda _: None) -> Path:
        document = pack_of("volcanes").model_dump(mode="json")
        edit(document)
        (tmp_path / "pack.json").write_text(json.dumps(document))
        return tmp_path

    return write


@pytest.fixture
def checked(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, dict[str, Any]]]:
    """Runs the command with --json; gives its exit code and what it printed."""

    def run(place: Path, *options: str) -> tuple[int, dict[str, Any]]:
        code = main(["check", str(place), "--json", *options])
        return code, json.loads(capsys.readouterr().out)

    return run


def artifact_of(document: dict[str, Any], name: str) -> dict[str, Any]:
    """The pack's artifact of this type."""
    return next(each for each in document["artifacts"] if each["content_type"] == name)


def card(document: dict[str, Any], index: int) -> dict[str, Any]:
    """One of the pack's flashcards."""
    return artifact_of(document, "flashcards")["content"]["items"][index]


def errors_of(document: dict[str, Any], name: str) -> dict[str, str]:
    """The errors found in this artifact, or about it, by path."""
    inside = artifact_of(document, name)["findings"] if has(document, name) else []
    across = [each for each in document["findings"] if each["content_type"] == name]
    return {
        each["path"]: each["message"] for each in [*inside, *across] if each["severity"] == "error"
    }


def has(document: dict[str, Any], name: str) -> bool:
    """Whether the document has a row for this type."""
    return any(each["content_type"] == name for each in document["artifacts"])


def test_an_untouched_pack_passes_with_the_scores_it_had(
    pack: Callable[..., Path], checked: Callable[..., tuple[int, dict[str, Any]]]
) -> None:
    """Checking again finds what was found when the pack was made, and exits with 0."""
    code, document = checked(pack())
    assert (code, document["passed"]) == (0, True)
    assert len(document["artifacts"]) == 8
    assert all(each["score"] == each["score_then"] for each in document["artifacts"])
    assert all(each["items"] for each in document["artifacts"])


def test_the_file_and_its_folder_are_the_same_pack(
    pack: Callable[..., Path], checked: Callable[..., tuple[int, dict[str, Any]]]
) -> None:
    """A pack is named by its folder or by its pack.json."""
    folder = pack()
    assert checked(folder) == checked(folder / "pack.json")


def test_an_edited_claim_is_found_where_it_is(
    pack: Callable[..., Path], checked: Callable[..., tuple[int, dict[str, Any]]]
) -> None:
    """A number that somebody changed is an error at the card, and the exit code is 3."""

    def edit(document: dict[str, Any]) -> None:
        card(document, 7)["definition"] = card(document, 7)["definition"].replace("40", "90")

    code, document = checked(pack(edit))
    assert (code, document["passed"]) == (3, False)
    assert any(path.startswith("$.items[7]") for path in errors_of(document, "flashcards"))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"start": 3}, "does not hold this quote at 3 to"),
        ({"end": 99_999}, "does not hold this quote"),
        ({"start": 50, "end": 40}, "no place in the source"),
        ({"end": None}, "no place in the source"),
        ({"start": "12"}, "no place in the source"),
        ({"passage_id": "p0001"}, "not in the passage p0001"),
        ({"page": 4}, "The page is given as 4"),
        ({"heading_path": ["Otra cosa"]}, "not those that the passage stands under"),
    ],
)
def test_offsets_that_are_not_the_quotes_are_found(
    pack: Callable[..., Path],
    checked: Callable[..., tuple[int, dict[str, Any]]],
    change: dict[str, Any],
    said: str,
) -> None:
    """Start, end, passage and page have to be the quote's own."""
    code, document = checked(pack(lambda doc: card(doc, 1)["evidence"][0].update(change)))
    assert code == 3
    assert said in errors_of(document, "flashcards")["$.items[1].evidence[0]"]


def test_a_quote_added_by_hand_needs_no_offsets(
    pack: Callable[..., Path], checked: Callable[..., tuple[int, dict[str, Any]]]
) -> None:
    """Who adds a quote does not have to count characters."""
    bare = {"start": None, "end": None}
    code, document = checked(pack(lambda doc: card(doc, 1)["evidence"][0].update(bare)))
    assert (code, errors_of(document, "flashcards")) == (0, {})


def test_a_broken_contract_is_found_by_its_field(
    pack: Callable[..., Path], checked: Callable[..., tuple[int, dict[str, Any]]]
) -> None:
    """An artifact that breaks its contract has no score, and the field is named."""
    code, document = checked(pack(lambda doc: card(doc, 2).update(difficulty="so lala")))
    assert code == 3
    assert artifact_of(document, "flashcards")["score"] is None
    assert "easy" in errors_of(document, "flashcards")["$.items[2].difficulty"]


def test_a_missing_artifact_is_found(
    pack: Callable[..., Path], checked: Callable[..., tuple[int, dict[str, Any]]]
) -> None:
    """An artifact that nothing says the absence of is an error; one that failed is known."""
    code, document = checked(pack(lambda doc: doc["artifacts"].pop()))
    assert code == 3
    (name,) = {"reading_questions"} - {each["content_type"] for each in document["artifacts"]}
    assert "nothing says why" in errors_of(document, name)["$"]

    def known(document: dict[str, Any]) -> None:
        document["artifacts"].pop()
        reason = {"content_type": name, "code": "contract_broken", "message": "Too few questions."}
        document["errors"].append(reason)

    code, document = checked(pack(known))
    assert (code, errors_of(document, name)) == (0, {})
    assert any("Too few questions." in each["message"] for each in document["findings"])


@pytest.mark.parametrize("reason", ["The check rejected it.", ""])
def test_a_type_that_was_asked_for_and_is_quarantined_fails(
    pack: Callable[..., Path],
    checked: Callable[..., tuple[int, dict[str, Any]]],
    capsys: pytest.CaptureFixture[str],
    reason: str,
) -> None:
    """A pack whose only type was not published does not pass, and one line says why."""

    def edit(document: dict[str, Any]) -> None:
        document["request"]["types"] = ["flashcards"]
        document["quarantined"] = [artifact_of(document, "flashcards")]
        document["artifacts"] = []
        error = {"content_type": "flashcards", "code": "quarantined", "message": reason}
        document["errors"] = [error] if reason else []

    folder = pack(edit)
    code, document = checked(folder)
    assert (code, document["passed"]) == (3, False)
    assert errors_of(document, "flashcards")["$"].startswith("It was asked for and is quarantined")
    assert reason in errors_of(document, "flashcards")["$"]
    assert main(["check", str(folder)]) == 3
    said = capsys.readouterr().out.splitlines()
    assert sum("flashcards" in line for line in said) == 1


def test_a_quarantined_type_that_was_made_again_or_never_asked_for_is_passed_over(
    pack: Callable[..., Path], checked: Callable[..., tuple[int, dict[str, Any]]]
) -> None:
    """What was withheld speaks against a pack only where it left a gap."""

    def again(document: dict[str, Any]) -> None:
        document["quarantined"] = [artifact_of(document, "flashcards")]

    assert checked(pack(again))[0] == 0

    def unasked(document: dict[str, Any]) -> None:
        again(document)
        document["request"]["types"] = ["faqs"]
        document["artifacts"] = [artifact_of(document, "faqs")]

    _, document = checked(pack(unasked))
    assert not errors_of(document, "flashcards")


def test_the_evidence_rate_is_given_now_and_as_it_was(
    pack: Callable[..., Path],
    checked: Callable[..., tuple[int, dict[str, Any]]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A quote that was changed lowers its type's rate now; the rate of then stays."""
    folder = pack(lambda doc: card(doc, 1)["evidence"][0].update(quote="Nadie lo dijo nunca."))
    _, document = checked(folder)
    cards = artifact_of(document, "flashcards")
    assert cards["evidence_rate"] == cards["scores"]["evidence"] < 1
    assert cards["evidence_rate_then"] == 1
    main(["check", str(folder)])
    lines = capsys.readouterr().out.splitlines()
    (row,) = [line for line in lines if line.startswith("flashcards")]
    assert f"{int(100 * cards['evidence_rate'])} %" in row
    assert "100 %" in row


def test_an_artifact_that_breaks_its_contract_has_no_evidence_rate_now(
    pack: Callable[..., Path], checked: Callable[..., tuple[int, dict[str, Any]]]
) -> None:
    """What could not be checked has no figure, rather than a good one."""
    _, document = checked(pack(lambda doc: card(doc, 2).update(difficulty="so lala")))
    assert artifact_of(document, "flashcards")["evidence_rate"] is None


def test_personal_data_is_masked_in_every_message(
    pack: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """A number that another check quotes as unsupported is not shown whole either."""
    said = "Más en el +34 600 123 456."
    folder = pack(lambda doc: card(doc, 1).update(definition=said))
    for options in ([], ["--json"]):
        assert main(["check", str(folder), *options]) == 3
        shown = capsys.readouterr().out
        assert "+3…56" in shown
        assert "600 123" not in shown


def test_one_is_singular(pack: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    """The last line counts as people do."""
    main(["check", str(pack(lambda doc: doc.update(outline=None)))])
    assert re.search(r"Failed: 1 error, \d+ warnings?\.$", capsys.readouterr().out.strip())


def test_artifacts_that_were_not_asked_for_are_not_missed(
    pack: Callable[..., Path], checked: Callable[..., tuple[int, dict[str, Any]]]
) -> None:
    """A pack of one content type is whole with that one."""

    def edit(document: dict[str, Any]) -> None:
        document["request"]["types"] = ["flashcards"]
        document["artifacts"] = [artifact_of(document, "flashcards")]

    _, document = checked(pack(edit))
    assert [each["content_type"] for each in document["artifacts"]] == ["outline", "flashcards"]
    assert not [each for each in document["findings"] if "asked for" in each["message"]]


def test_an_unknown_type_and_one_that_is_there_twice_are_found(
    pack: Callable[..., Path], checked: Callable[..., tuple[int, dict[str, Any]]]
) -> None:
    """Nothing is left unchecked without a word."""

    def edit(document: dict[str, Any]) -> None:
        faqs = artifact_of(document, "faqs")
        document["artifacts"] += [faqs, faqs | {"content_type": "quiz"}]

    code, document = checked(pack(edit))
    assert code == 3
    assert "no content type “quiz”" in errors_of(document, "quiz")["$"]
    assert "holds 2" in errors_of(document, "faqs")["$"]


def test_a_pack_without_its_outline_is_checked_as_far_as_it_goes(
    pack: Callable[..., Path], checked: Callable[..., tuple[int, dict[str, Any]]]
) -> None:
    """The artifacts are checked one by one, and the outline is missed."""
    code, document = checked(pack(lambda doc: doc.update(outline=None)))
    assert code == 3
    assert "nothing says why" in errors_of(document, "outline")["$"]
    assert len(document["artifacts"]) == 7


def test_the_given_source_is_what_counts(
    pack: Callable[..., Path], checked: Callable[..., tuple[int, dict[str, Any]]]
) -> None:
    """The same file says the same; another one bears nothing out, and that is said."""
    folder = pack()
    assert checked(folder, "--source", str(SOURCES / "volcanes.md")) == checked(folder)
    code, document = checked(folder, "--source", str(SOURCES / "sel.md"))
    assert code == 3
    assert "another text" in document["findings"][0]["message"]
    assert errors_of(document, "flashcards")


def test_a_given_source_takes_the_place_of_one_that_is_damaged(
    pack: Callable[..., Path], checked: Callable[..., tuple[int, dict[str, Any]]]
) -> None:
    """A pack whose own source was edited out can still be checked against the file."""
    folder = pack(lambda doc: doc["source"].update(text="…"))
    code, document = checked(folder)
    assert (code, document["error"]["code"]) == (2, "bad_input")
    assert "does not stand at its offsets" in document["error"]["message"]
    assert checked(folder, "--source", str(SOURCES / "volcanes.md"))[0] == 0


def test_an_edited_source_is_found(
    pack: Callable[..., Path], checked: Callable[..., tuple[int, dict[str, Any]]]
) -> None:
    """A text that is not the one its digest was taken of cannot bear anything out."""
    code, document = checked(pack(lambda doc: doc["source"].update(sha256="0" * 64)))
    assert code == 3
    assert document["findings"][0]["path"] == "$.source.text"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ("\udcff", "is not JSON"),
        ("[]", "is no learning pack"),
        ('{"title": "A page"}', "is no learning pack"),
        ('{"format_version": 2, "source": {}, "artifacts": []}', "has the format version 2"),
        ('{"format_version": true, "source": {}, "artifacts": []}', "the format version True"),
        ('{"format_version": 1, "source": 7, "artifacts": []}', "is no learning pack: "),
    ],
)
def test_what_is_no_pack_is_bad_input(
    tmp_path: Path, checked: Callable[..., tuple[int, dict[str, Any]]], text: str, said: str
) -> None:
    """Whatever the file holds, one line says what is wrong with it, and the exit code is 2."""
    path = tmp_path / "pack.json"
    path.write_bytes(text.encode(errors="surrogateescape"))
    code, document = checked(path)
    assert code == 2
    assert said in document["error"]["message"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["no such folder"], "There is no"),
        ([str(Path(__file__).parent)], "There is no"),
        (["-x"], "Unknown option"),
        ([" "], "No pack was given"),
        (["pack.json", "--source", "topic:bees"], "takes a file or a web address"),
        (["pack.json", "--source", "no such file"], "no such file"),
    ],
)
def test_what_cannot_be_found_is_bad_input(
    capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    """A pack or source that is not there is said in one line."""
    assert main(["check", *arguments]) == 2
    assert said in capsys.readouterr().err


def test_a_person_sees_what_failed_and_where(
    pack: Callable[..., Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """Each type has a row with its scores; each finding a line; the last line says the verdict."""
    folder = pack(lambda doc: card(doc, 1)["evidence"][0].update(quote="Nadie lo dijo nunca."))
    assert main(["check", str(folder)]) == 3
    said = capsys.readouterr().out
    assert "Los volcanes" in said
    (row,) = [line for line in said.splitlines() if line.startswith("flashcards")]
    assert row.split()[1] == "10"
    assert "error   flashcards $.items[1].evidence[0]" in said
    assert said.splitlines()[-1].startswith("Failed: ")


def test_nothing_is_written(pack: Callable[..., Path]) -> None:
    """Checking leaves the pack as it is."""
    folder = pack()
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    main(["check", str(folder)])
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 10**20),
    st.floats(allow_nan=False),
    st.text(max_size=30),
    st.just([]),
    st.just({}),
    st.just({"passage_id": "p0001", "quote": "lava"}),
)


@given(data=st.data())
@settings_of(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_edit_has_a_verdict(data: st.DataObject, tmp_path: Path) -> None:
    """Whatever one value of the file becomes, or loses, the command says 0, 2 or 3 and why."""
    document = pack_of("volcanes").model_dump(mode="json")
    node: Any = document
    while True:
        key = data.draw(
            st.sampled_from(sorted(node) if isinstance(node, dict) else range(len(node)))
        )
        if (
            not node[key]
            or not isinstance(node[key], dict | list)
            or data.draw(st.integers(0, 5)) == 0
        ):
            break
        node = node[key]
    if data.draw(st.booleans()):
        node[key] = data.draw(SCALARS)
    else:
        del node[key]
    (tmp_path / "pack.json").write_text(json.dumps(document))
    assert main(["check", str(tmp_path), "--json"]) in {0, 2, 3}
