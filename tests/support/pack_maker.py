"""A whole pack, made of the good answers that lie beside each content type."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from core.artifact import Artifact, Finding, QualityReport, Severity
from core.content_type import OUTLINE, ContentType
from core.pack import ErrorInfo, Pack, PackState
from core.request import ContentRequest
from core.source import Passage, Source, SourceKind, SourceReference
from prompts.catalog import content_types

MADE_AT = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
HEADINGS = (("Soil",), ("Soil", "How it forms"), ("Soil", "How it is lost"))


class PackMaker:
    """Makes packs and their parts; every argument left out has a sensible value."""

    def __init__(self) -> None:
        self.types: list[ContentType] = list(content_types().values())
        samples = {each.name: _sample(each) for each in self.types}
        texts = [text for sample in samples.values() for text in sample["source"]["passages"]]
        self.source = self.source_of(list(dict.fromkeys(texts)))
        self.contents = {
            name: self._content(sample, self.types_by_name[name])
            for name, sample in samples.items()
        }

    @property
    def types_by_name(self) -> dict[str, ContentType]:
        """The content types by name."""
        return {each.name: each for each in self.types}

    def source_of(self, paragraphs: list[str], **changes: Any) -> Source:
        """A source of these passages, on two pages and under three headings."""
        passages: list[Passage] = []
        start = 0
        for number, text in enumerate(paragraphs):
            passages.append(
                Passage(
                    id=f"p{number + 1:04}",
                    start=start,
                    end=start + len(text),
                    text=text,
                    heading_path=HEADINGS[min(number // 2, 2)],
                    page=1 + number // 3,
                )
            )
            start += len(text) + 2
        text = "\n\n".join(paragraphs)
        values: dict[str, Any] = {
            "title": "Soil",
            "kind": SourceKind.PDF,
            "origin": "https://example.org/soil.pdf",
            "language": "en",
            "text": text,
            "sha256": hashlib.sha256(text.encode()).hexdigest(),
            "passages": tuple(passages),
            "pages": 9,
        }
        return Source.model_validate(values | changes)

    def artifact(self, name: str, content: dict[str, Any] | None = None) -> Artifact:
        """An artifact of this type."""
        content = content if content is not None else self.contents[name]
        rows = max((len(value) for value in content.values() if isinstance(value, list)), default=1)
        return Artifact(
            content_type=name,
            title="Soil: the living skin of the Earth",
            content=content,
            report=QualityReport(score=96, words=420, minutes=2.8),
            items=rows,
            model="extractive",
            requested_model="extractive",
            prompt_sha256="0" * 64,
            created_at=MADE_AT,
        )

    def pack(self, **changes: Any) -> Pack:
        """A complete pack."""
        values: dict[str, Any] = {
            "title": "Soil: the living skin of the Earth",
            "language": "en",
            "state": PackState.COMPLETE,
            "request": ContentRequest(source=SourceReference(path="/soil.pdf")),
            "source": self.source,
            "outline": self.artifact(OUTLINE),
            "artifacts": tuple(self.artifact(n) for n in self.contents if n != OUTLINE),
            "created_at": MADE_AT,
            "product_version": "0.1.0",
        }
        return Pack.model_validate(values | changes)

    def partial(self) -> Pack:
        """A pack without flashcards, and with a finding in the FAQs."""
        finding = Finding(
            expectation="no_duplicates",
            severity=Severity.WARNING,
            path="$.items[3]",
            message="Says nearly the same as another item.",
        )
        whole = self.pack()
        artifacts = [a for a in whole.artifacts if a.content_type != "flashcards"]
        found = QualityReport(score=81, findings=(finding,))
        return self.pack(
            state=PackState.PARTIAL,
            artifacts=tuple(
                a.model_copy(update={"report": found}) if a.content_type == "faqs" else a
                for a in artifacts
            ),
            errors=(
                ErrorInfo(
                    content_type="flashcards",
                    code="insufficient_source",
                    message="The source defines 4 terms; flashcards need 10.",
                    hint="Give a longer source.",
                ),
            ),
        )

    def _content(self, sample: dict[str, Any], content_type: ContentType) -> dict[str, Any]:
        """The sample's answer with the ids and offsets of this maker's source."""
        own = sample["source"]["passages"]
        ids = {passage.text: passage for passage in self.source.passages}

        def moved(node: Any) -> Any:
            if isinstance(node, list):
                return [moved(each) for each in node]
            if not isinstance(node, dict):
                return node
            if "quote" not in node:
                return {key: moved(value) for key, value in node.items()}
            passage = ids[own[int(node["passage_id"][1:]) - 1]]
            start = passage.start + passage.text.index(node["quote"])
            return {
                **node,
                "passage_id": passage.id,
                "start": start,
                "end": start + len(node["quote"]),
                "page": passage.page,
            }

        answer = content_type.schema.model_validate(moved(sample["answer"]))
        return answer.model_dump(mode="json")


def _sample(content_type: ContentType) -> dict[str, Any]:
    return json.loads((content_type.folder / "samples/good_en.json").read_bytes())
