"""What belongs between a model and its prompt and slipped into a text for learners."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from core.artifact import Finding, Severity
from services.quality.halving import halved
from services.quality.safety.held import WORD, holds, holds_in_words
from services.quality.safety.leak_rules import PATTERNS, PROMPT, PROMPT_MESSAGE, REFERS, RULES, Rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from services.quality.inspection import Inspection, Subject

SHINGLE_WORDS = 6
"""Words in a row that a text shares with its prompt by repeating it: five happen by chance ("what
it means on the"), six do not."""

_PASSAGE = re.compile(r"\bp\d{4,}\b")
_TEMPLATE_CODE = re.compile(r"\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}|<[^>]*>", re.DOTALL)
_SEPARATOR = "\n\0\n"


def inspect(subject: Subject) -> Inspection:
    """Findings, and a share halved by each text with an error."""
    whole = _SEPARATOR.join(text for _, text in subject.texts).lower()
    possible = [rule for rule in PATTERNS if any(map(whole.__contains__, rule.anchors))]
    findings = [
        *_by_patterns(subject, possible),
        *_of_passages(subject, whole),
        *_of_prompt(subject, whole),
    ]
    return halved(findings)


def _by_patterns(subject: Subject, rules: Iterable[Rule]) -> Iterator[Finding]:
    source = subject.context.source
    for rule in rules:
        for path, text in subject.texts:
            # A question about a reading may name it: "What does the text say about …?"
            if rule.name == REFERS and text.rstrip().endswith("?"):
                continue
            found = rule.pattern.search(text.lower())
            if found and not holds(source, found[0]):
                message = rule.message.format(found=found[0].strip())
                yield _finding(rule.name, rule.severity, path, message)


def _of_passages(subject: Subject, whole: str) -> Iterator[Finding]:
    """Names of passages, which only the prompt has."""
    if not _PASSAGE.search(whole):
        return
    source = subject.context.source
    for path, text in subject.texts:
        for found in dict.fromkeys(_PASSAGE.findall(text)):
            if source.passage(found) and not holds(source, found):
                message = PROMPT_MESSAGE.format(found=found)
                yield _finding(PROMPT, Severity.ERROR, path, message)


def _of_prompt(subject: Subject, whole: str) -> Iterator[Finding]:
    """Runs of words that stand in the prompt."""
    told = _prompt_shingles(subject.content_type.folder / "draft.md.j2")
    if told.isdisjoint(_shingles(whole)):
        return
    for path, text in subject.texts:
        for shingle in _shingles(text.lower()):
            found = " ".join(shingle)
            if shingle in told and not holds_in_words(subject.context.source, found):
                yield _finding(PROMPT, Severity.ERROR, path, PROMPT_MESSAGE.format(found=found))
                break


@lru_cache(maxsize=64)
def _prompt_shingles(template: Path) -> frozenset[tuple[str, ...]]:
    """Of the rules that every prompt has, and of the type's own template where there is one."""
    own = template.read_text(encoding="utf-8") if template.is_file() else ""
    texts = [*RULES, *_TEMPLATE_CODE.sub("\n", own).lower().splitlines()]
    return frozenset(shingle for text in texts for shingle in _shingles(text))


def _shingles(text: str) -> zip[tuple[str, ...]]:
    words = WORD.findall(text)
    return zip(*(words[start:] for start in range(SHINGLE_WORDS)), strict=False)


def _finding(name: str, severity: Severity, path: str, message: str) -> Finding:
    return Finding(expectation=name, severity=severity, path=path, message=message)
