from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from report_packs import content_of, pack_document, write_pack

from cli.exits import Exit
from cli.main import main

pytestmark = pytest.mark.filterwarnings(
    "ignore:module 'sre_:DeprecationWarning"  # Great Expectations imports it
)


BESIDE_A_CALL = """
import asyncio, sys, time
from services.quality import warm_up

ANSWER_SECONDS = 0.5

async def answer(reader, writer):
    await reader.readline()
    await asyncio.sleep(ANSWER_SECONDS)
    writer.write(b"answer\\n")
    writer.close()

async def call(port):
    started = time.perf_counter()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"call\\n")
    await reader.readline()
    writer.close()
    return time.perf_counter() - started

async def main():
    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    first = asyncio.create_task(call(port))
    await asyncio.sleep(0)
    importing = asyncio.create_task(asyncio.to_thread(warm_up))
    seconds = await first
    overlapped = not importing.done()
    await importing
    print(int(overlapped), seconds - ANSWER_SECONDS)

asyncio.run(main())
"""

WITHOUT_GREAT_EXPECTATIONS = """
import sys
from report_packs import pack_document

pack_document()
print(sorted({"great_expectations", "numpy", "pandas"} & sys.modules.keys()))
"""


def test_a_clean_pack_passes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The command exits with 0 and says where the report is; the page is there."""
    pack = write_pack(pack_document(), tmp_path / "clean")
    assert main(["quality", "report", str(pack), "--out", str(tmp_path / "out")]) == Exit.COMPLETE
    assert "clean: passes" in capsys.readouterr().out
    assert "Nothing fails" in (tmp_path / "out" / "index.html").read_text(encoding="utf-8")


def test_a_failing_pack_in_a_folder_of_packs_exits_with_3(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With --json the one document on standard output names the failing fields."""
    document = pack_document(day=1)
    cards = content_of(document, "flashcards")["items"]
    cards[3]["term"] = cards[2]["term"]
    write_pack(pack_document(), tmp_path / "packs" / "good")
    write_pack(document, tmp_path / "packs" / "bad")
    arguments = ["quality", "report", str(tmp_path / "packs"), "--out", str(tmp_path / "out")]
    assert main([*arguments, "--json"]) == Exit.PARTIAL
    printed = json.loads(capsys.readouterr().out)
    assert printed["report"] == str(tmp_path / "out")
    assert [each["name"] for each in printed["packs"]] == ["good", "bad"]
    bad = {each["content_type"]: each for each in printed["packs"][1]["artifacts"]}
    paths = [each["path"] for each in bad["flashcards"]["findings"]]
    assert {"$.items[2].term", "$.items[3].term"} <= set(paths)


def test_half_a_surrogate_pair_does_not_stop_the_report(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An editor's broken text is a finding like any other, on the page and on standard output."""
    document = pack_document()
    content_of(document, "faqs")["items"][0]["question"] = "\ud800 \udc00, is it?"
    pack = write_pack(document, tmp_path / "broken")
    arguments = ["quality", "report", str(pack), "--out", str(tmp_path / "out")]
    assert main(arguments) == Exit.PARTIAL
    assert "faqs $.items[0].question" in capsys.readouterr().out
    assert "\\ud800 \\udc00, is it?" in (tmp_path / "out" / "index.html").read_text("utf-8")


def test_no_pack_named_is_bad_usage(tmp_path: Path) -> None:
    """Nothing is written when there is nothing to report on."""
    assert main(["quality", "report", "--out", str(tmp_path / "out")]) == Exit.BAD_INPUT
    assert not (tmp_path / "out").exists()


def test_the_import_goes_on_beside_a_call_without_holding_it_up() -> None:
    """A call on its way when the import begins is answered before the import is over, in time."""
    overlapped, late_seconds = fresh_process(BESIDE_A_CALL).split()
    assert overlapped == "1"
    assert float(late_seconds) < 1.5


def test_checking_without_warming_up_imports_nothing_heavy() -> None:
    """The embedded model's path makes and checks artifacts without Great Expectations."""
    assert fresh_process(WITHOUT_GREAT_EXPECTATIONS).strip() == "[]"


def fresh_process(code: str) -> str:
    """What this code prints in an interpreter of its own."""
    support = Path(__file__).parent.parent / "support"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONPATH": str(support)},
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout
