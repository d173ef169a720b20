from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from services.exports import pack_schema


def test_a_pack_satisfies_the_published_schema(maker: Any) -> None:
    """Whole and partial packs, as they are written, validate."""
    schema = pack_schema(maker.types)
    Draft202012Validator.check_schema(schema)
    validator = Draft202012Validator(schema)
    validator.validate(maker.pack().model_dump(mode="json"))
    validator.validate(maker.partial().model_dump(mode="json"))
    validator.validate(maker.pack(outline=None, artifacts=()).model_dump(mode="json"))


@pytest.mark.parametrize("name", ["flashcards", "outline"])
def test_content_has_to_be_what_its_type_says(name: str, maker: Any) -> None:
    """A field too many in one artifact, or the content of another type, is refused."""
    data = maker.pack().model_dump(mode="json")
    artifact = next(a for a in [data["outline"], *data["artifacts"]] if a["content_type"] == name)
    artifact["content"] = {**artifact["content"], "extra": 1}
    with pytest.raises(ValidationError):
        Draft202012Validator(pack_schema(maker.types)).validate(data)


def test_an_unknown_type_is_refused(maker: Any) -> None:
    """The schema knows the types that there are."""
    data = maker.pack().model_dump(mode="json")
    data["artifacts"][0]["content_type"] = "horoscope"
    with pytest.raises(ValidationError):
        Draft202012Validator(pack_schema(maker.types)).validate(data)


def test_the_schema_is_identified_and_complete(maker: Any) -> None:
    """It names its dialect and itself, every reference leads somewhere, and it is JSON."""
    schema = pack_schema(maker.types)
    text = json.dumps(schema)
    assert schema["$schema"].endswith("2020-12/schema")
    assert schema["$id"] == "urn:coursewright:pack:1"
    for part in text.split('"$ref": "#/$defs/')[1:]:
        assert part.partition('"')[0] in schema["$defs"]
    assert text == json.dumps(pack_schema(maker.types))
    assert "filledByCode" in json.dumps(schema["$defs"]["flashcards.Evidence"])
