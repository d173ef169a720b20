"""What the check finds of planted defects, and what it says of clean packs. See README.md here.

The corpus is ``tests/contract/defects``: each example is a clean artifact with one defect of a
named kind in it, and the place where a finding is expected. Recall is the share of defects with a
finding in that place; a false alarm is an item of a clean pack or a good sample with any finding.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parent.parent / "tests" / "support"))
from defects import judge_clean, judge_examples, recall, recall_by_kind

if TYPE_CHECKING:
    from defects import CleanResult, Outcome


def print_recall(outcomes: list[Outcome]) -> None:
    """A line for each kind, the worst first."""
    total = Counter(each.example.kind for each in outcomes)
    print(f"{'kind':<28}{'examples':>10}{'found':>8}{'recall':>8}")
    by_kind = recall_by_kind(outcomes)
    for kind in sorted(by_kind, key=lambda each: (by_kind[each], each)):
        found = round(by_kind[kind] * total[kind])
        print(f"{kind:<28}{total[kind]:>10}{found:>8}{by_kind[kind]:>8.0%}")
    found = sum(bool(each.found) for each in outcomes)
    print(f"{'all':<28}{len(outcomes):>10}{found:>8}{recall(outcomes):>8.1%}\n")


def print_misses(outcomes: list[Outcome]) -> None:
    """A line for each defect that was not found, with what was found instead."""
    for each in outcomes:
        if each.found:
            continue
        example = each.example
        places = ", ".join(f"{place.content_type} {place.path}" for place in example.expected)
        print(f"missed {example.id} ({example.setting.pack}): a finding at {places}")
        for finding in each.elsewhere:
            print(f"    {finding.content_type} {finding.path} {finding.expectation}")
    print()


def print_alarms(clean: CleanResult) -> None:
    """A line for each finding on clean content."""
    for alarm in clean.alarms:
        finding = alarm.finding
        print(
            f"alarm {alarm.origin}: {finding.severity} {finding.content_type} {finding.path} "
            f"{finding.expectation}: {finding.message}"
        )
    print()


def main() -> None:
    """Judge, print the tables, and the figures as the last line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="the same: it takes half a minute")
    parser.add_argument("--misses", action="store_true", help="a line for each miss and alarm")
    options = parser.parse_args()
    outcomes = judge_examples()
    clean = judge_clean()
    print_recall(outcomes)
    if options.misses:
        print_misses(outcomes)
        print_alarms(clean)
    print(f"false alarms: {clean.rate:.1%} of {clean.items} items of clean packs and samples")
    figures = {
        "examples": len(outcomes),
        "recall": round(recall(outcomes), 4),
        "worst_kind_recall": round(min(recall_by_kind(outcomes).values()), 4),
        "false_alarm_rate": round(clean.rate, 4),
    }
    print(json.dumps({"benchmark": "defects", "quick": options.quick, "figures": figures}))


if __name__ == "__main__":
    main()
