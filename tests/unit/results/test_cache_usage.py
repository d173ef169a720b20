from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from services.results.usage import HIT, MISS, Event, Usage

if TYPE_CHECKING:
    from pathlib import Path

FIRST = datetime(2026, 1, 1, 12, tzinfo=UTC).timestamp()
DAY_SECONDS = 86_400
HIT_FAQS, MISS_FAQS = Event(HIT, "memory", "faqs"), Event(MISS, "", "faqs")
COUNTING = """
import sys
from pathlib import Path
from services.results.usage import Event, Usage
usage = Usage(Path(sys.argv[1]))
for _ in range(500):
    usage.count(Event("hit", "memory", "faqs"))
"""


def test_several_processes_count_together(tmp_path: Path) -> None:
    """What processes count at the same time adds up, and is there when they have ended."""
    processes = [
        subprocess.Popen([sys.executable, "-c", COUNTING, str(tmp_path)]) for _ in range(3)
    ]
    assert [process.wait() for process in processes] == [0, 0, 0]
    (counted,) = Usage(tmp_path).recorded().values()
    assert counted == {HIT_FAQS: 1500}


def test_days_are_told_apart_and_old_ones_folded(tmp_path: Path) -> None:
    """Each day has its counts; a past day's file shrinks to a line for each kind of event."""
    now = [FIRST]
    usage = Usage(tmp_path, clock=lambda: now[0])
    for _ in range(100):
        usage.count(HIT_FAQS)
    usage.count(MISS_FAQS)
    now[0] += 3 * DAY_SECONDS
    usage.count(MISS_FAQS)
    usage.close()
    counted = {date(2026, 1, 1): {HIT_FAQS: 100, MISS_FAQS: 1}, date(2026, 1, 4): {MISS_FAQS: 1}}
    assert usage.recorded() == counted
    assert len((tmp_path / "2026-01-01.tsv").read_text().splitlines()) == 2
    assert usage.recorded() == counted
    assert list(usage.recorded(since=date(2026, 1, 2))) == [date(2026, 1, 4)]


def test_half_a_line_is_not_counted(tmp_path: Path) -> None:
    """What a full disk left of a line does no harm."""
    usage = Usage(tmp_path, clock=lambda: FIRST)
    usage.count(HIT_FAQS)
    usage.close()
    with (tmp_path / "2026-01-01.tsv").open("a") as file:
        file.write("hit\tmem")
    assert usage.recorded() == {date(2026, 1, 1): {HIT_FAQS: 1}}


def test_a_folder_that_cannot_be_written_costs_only_the_counts(tmp_path: Path) -> None:
    """Counting goes on in the process, and nothing fails."""
    (tmp_path / "file").write_text("in the way")
    usage = Usage(tmp_path / "file")
    usage.count(HIT_FAQS)
    usage.count(HIT_FAQS)
    assert usage.counts == {HIT_FAQS: 2}
    assert usage.recorded() == {}
