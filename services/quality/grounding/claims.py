"""The claims of an artifact: each text a learner reads, with the evidence that stands for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from services.quality.contracts import is_evidence
from services.quality.grounding.names import plain
from services.quality.paths import ROOT, child

if TYPE_CHECKING:
    from collections.abc import Iterator

    from services.quality.inspection import Subject

_LABELS = frozenset(("speaker", "audience", "speaker_notes", "category"))
"""Fields that name or direct, and claim nothing."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A text with its JSON path and the passages its evidence points into, if it has any."""

    path: str
    text: str
    passage_ids: tuple[str, ...]


def claims_of(subject: Subject) -> Iterator[Claim]:
    """Every text of the artifact that says something about the source."""
    supported = dict(_supported(subject.content, ROOT, ()))
    for path, text in subject.texts:
        if not _is_label(path):
            yield Claim(path, text, supported.get(path, ()))


def labels_of(subject: Subject) -> frozenset[str]:
    """The words of labels, plain: a podcast's speakers call one another by name."""
    labels = " ".join({text for path, text in subject.texts if _is_label(path)})
    return frozenset(plain(word) for word in labels.split())


def _is_label(path: str) -> bool:
    return path.rpartition(".")[2].partition("[")[0] in _LABELS


def _supported(
    node: Any, path: str, inherited: tuple[str, ...]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each text's path with the passages of ``X_evidence``, else of its object's ``evidence``."""
    if isinstance(node, str):
        yield path, inherited
    elif isinstance(node, list):
        for index, value in enumerate(cast("list[Any]", node)):
            yield from _supported(value, child(path, index), inherited)
    elif isinstance(node, dict):
        fields = cast("dict[str, Any]", node)
        own = _passages(fields.get("evidence")) or inherited
        for name, value in fields.items():
            if not is_evidence(name):
                beside = _passages(fields.get(f"{name}_evidence"))
                yield from _supported(value, child(path, name), beside or own)


def _passages(evidence: Any) -> tuple[str, ...]:
    if not isinstance(evidence, list):
        return ()
    pieces = cast("list[dict[str, Any]]", evidence)
    return tuple(piece["passage_id"] for piece in pieces if piece.get("start") is not None)
