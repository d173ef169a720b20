"""The published schema of ``pack.json``: the pack's own, with each type's contract in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.content_type import OUTLINE
from core.pack import FORMAT_VERSION, Pack

if TYPE_CHECKING:
    from collections.abc import Sequence

    from core.content_type import ContentType

DIALECT = "https://json-schema.org/draft/2020-12/schema"
ID = f"urn:coursewright:pack:{FORMAT_VERSION}"


def pack_schema(content_types: Sequence[ContentType]) -> dict[str, Any]:
    """See `services.exports.pack_schema`."""
    schema = Pack.model_json_schema()
    definitions: dict[str, Any] = schema.pop("$defs")
    properties: dict[str, Any] = schema.pop("properties")
    for content_type in content_types:
        definitions |= _definitions(content_type)
    derived = [each for each in content_types if each.name != OUTLINE]
    outline = [each for each in content_types if each.name == OUTLINE]
    properties["format_version"] |= {"const": FORMAT_VERSION}
    properties["outline"] = {"oneOf": [*map(_reference, outline), {"type": "null"}]}
    properties["artifacts"] |= {"items": {"oneOf": [_reference(each) for each in derived]}}
    return {
        "$schema": DIALECT,
        "$id": ID,
        **schema,
        "title": "Coursewright learning pack",
        "properties": properties,
        "$defs": dict(sorted(definitions.items())),
    }


def _definitions(content_type: ContentType) -> dict[str, Any]:
    """An artifact of this type, and what its content is made of, under the type's own names."""
    prefix = f"{content_type.name}."
    content = content_type.schema.model_json_schema(ref_template=f"#/$defs/{prefix}{{model}}")
    inner: dict[str, Any] = content.pop("$defs", {})
    artifact = {
        "title": f"Artifact: {content_type.title}",
        "allOf": [{"$ref": "#/$defs/Artifact"}],
        "properties": {"content_type": {"const": content_type.name}, "content": content},
    }
    return {content_type.name: artifact} | {f"{prefix}{name}": inner[name] for name in inner}


def _reference(content_type: ContentType) -> dict[str, str]:
    return {"$ref": f"#/$defs/{content_type.name}"}
