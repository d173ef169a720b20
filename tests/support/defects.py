"""Judging the check by the corpus of planted defects: recall by kind, false alarms.

A defect is found when the planted artifact has a finding in an expected place that the clean one
has not: from its own check, or from the check of the pack it belongs to. Which check finds it, and
how severe it thinks that is, does not matter.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from defects_corpus import (
    Example,
    Setting,
    clean_packs,
    contents_of,
    examples,
    good_samples,
    source_of,
    source_of_passages,
)

from core.artifact import Artifact, Finding
from core.content_type import OUTLINE, CheckContext
from core.errors import ContractError
from core.pack import Pack, PackState
from core.request import ContentRequest
from core.source import SourceReference
from prompts.catalog import content_types
from services.quality import Checked, check_content
from services.quality.pack.checking import check_pack

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

CONTRACT = "contract"
MADE_AT = datetime(2026, 1, 1, tzinfo=UTC)
_ITEM = re.compile(r"^\$\.\w+(?:\[\d+\])?")


@dataclass(frozen=True)
class Outcome:
    """Whether an example's defect was found, and what else its check said."""

    example: Example
    found: tuple[Finding, ...]
    elsewhere: tuple[Finding, ...]


@dataclass(frozen=True)
class Alarm:
    """A finding on clean content, and where that stands."""

    origin: str
    finding: Finding


@dataclass(frozen=True)
class CleanResult:
    """What the check says of clean content. ``items`` were checked by themselves."""

    items: int
    alarms: tuple[Alarm, ...]

    @property
    def rate(self) -> float:
        """Share of the items with a finding; one on a whole artifact counts as an item's."""
        flagged = {
            (alarm.origin, alarm.finding.content_type, _item(alarm.finding.path))
            for alarm in self.alarms
        }
        return len(flagged) / self.items


def judge_examples() -> list[Outcome]:
    """Every example of the corpus, checked."""
    return [_judge(example) for example in examples()]


def judge_clean() -> CleanResult:
    """Every clean pack and every good sample, checked."""
    alarms: list[Alarm] = []
    items = 0
    for name in clean_packs():
        setting = Setting(name)
        checked = _clean(setting)
        items += sum(each.items for each in checked.values())
        found = [
            *(each for kind, one in checked.items() for each in _findings(kind, one)),
            *_pack_findings(setting, checked),
        ]
        alarms.extend(Alarm(name, each) for each in found)
    for name, document in good_samples():
        one = _check_sample(name, document)
        items += one.items
        alarms.extend(Alarm(f"a good sample of {name}", each) for each in _findings(name, one))
    return CleanResult(items, tuple(alarms))


def pack_of(name: str) -> Pack:
    """A clean pack as the product would have written it."""
    source = source_of(name)
    artifacts = [_artifact(kind, one) for kind, one in _clean(Setting(name)).items()]
    return Pack(
        title=source.title,
        language=source.language,
        state=PackState.COMPLETE,
        request=_request({}),
        source=source,
        outline=artifacts[0],
        artifacts=tuple(artifacts[1:]),
        created_at=MADE_AT,
        product_version="0",
    )


def recall_by_kind(outcomes: list[Outcome]) -> dict[str, float]:
    """The share of each kind's defects that were found."""
    total = Counter(each.example.kind for each in outcomes)
    found = Counter(each.example.kind for each in outcomes if each.found)
    return {kind: found[kind] / total[kind] for kind in sorted(total)}


def recall(outcomes: list[Outcome]) -> float:
    """The share of all defects that were found."""
    return sum(bool(each.found) for each in outcomes) / len(outcomes)


def _judge(example: Example) -> Outcome:
    new = list(_new_findings(example))
    found = tuple(each for each in new if _expected(example, each))
    return Outcome(example, found, tuple(each for each in new if each not in found))


def _expected(example: Example, finding: Finding) -> bool:
    return any(each.covers(finding.content_type, finding.path) for each in example.expected)


def _new_findings(example: Example) -> Iterator[Finding]:
    """Findings that the clean pack has not: of the artifact, then of the pack."""
    name = example.content_type
    clean = _clean(example.base)
    known = {_key(each) for each in _findings(name, clean[name])}
    try:
        checked = _check(example.setting, name, example.planted())
    except ContractError as error:
        yield from (_broken(name, field) for field in error.fields)
        return
    yield from (each for each in _findings(name, checked) if _key(each) not in known)
    before = {_key(each) for each in _base_pack_findings(example.base)}
    after = _pack_findings(example.setting, {**clean, name: checked})
    yield from (each for each in after if _key(each) not in before)


def _key(finding: Finding) -> tuple[str, ...]:
    return finding.expectation, finding.content_type, finding.path, finding.message


def _findings(name: str, checked: Checked) -> Iterator[Finding]:
    for each in checked.report.findings:
        yield each.model_copy(update={"content_type": name})


def _broken(name: str, field: str) -> Finding:
    path, _, message = field.partition(" ")
    return Finding(
        expectation=CONTRACT, severity="error", path=path, message=message, content_type=name
    )


@cache
def _clean(setting: Setting) -> Mapping[str, Checked]:
    contents = contents_of(setting.pack)
    return {name: _check(setting, name, content) for name, content in contents.items()}


def _check(setting: Setting, name: str, content: Mapping[str, Any]) -> Checked:
    source = source_of(setting.pack, setting.source_append)
    request = _request(json.loads(setting.request) | {"language": setting.language or None})
    outline = contents_of(setting.pack)[OUTLINE]
    context = CheckContext(source, request, setting.language or source.language, outline)
    return check_content(content_types()[name], dict(content), context)


def _check_sample(name: str, document: dict[str, Any]) -> Checked:
    source = source_of_passages(document["source"]["passages"], document["source"]["language"])
    request = _request(document.get("request", {}))
    context = CheckContext(source, request, source.language, document.get("outline"))
    return check_content(content_types()[name], document["answer"], context)


def _request(fields: Mapping[str, Any]) -> ContentRequest:
    return ContentRequest.model_validate(
        {"source": SourceReference(topic="A clean pack's source"), **fields}
    )


@cache
def _base_pack_findings(setting: Setting) -> tuple[Finding, ...]:
    return tuple(_pack_findings(setting, _clean(setting)))


def _pack_findings(setting: Setting, checked: Mapping[str, Checked]) -> tuple[Finding, ...]:
    source = source_of(setting.pack, setting.source_append)
    artifacts = [_artifact(name, one) for name, one in checked.items()]
    outline = next(each for each in artifacts if each.content_type == OUTLINE)
    derived = [each for each in artifacts if each is not outline]
    language = setting.language or source.language
    return check_pack(outline, derived, content_types(), source, language).findings


def _artifact(name: str, checked: Checked) -> Artifact:
    return Artifact(
        content_type=name,
        title=name,
        content=checked.content,
        report=checked.report,
        items=checked.items,
        model="extractive",
        requested_model="extractive",
        prompt_sha256="0" * 64,
        created_at=MADE_AT,
    )


def _item(path: str) -> str:
    found = _ITEM.match(path)
    return found.group() if found else path
