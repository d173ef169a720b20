from __future__ import annotations

from dataclasses import fields, replace

import pytest

from core.model_call import ModelCall, Prompt
from services.results.keys import completion_key

CALL = ModelCall(
    tenant="local",
    content_type="faqs",
    step="draft",
    model="extractive",
    model_settings="m",
    schema_sha256="s",
    source_sha256="t",
    prompt=Prompt(instructions="Rules", text="Task"),
)


def test_equal_calls_share_a_key() -> None:
    """Two calls with the same parts have the same key."""
    assert completion_key(CALL) == completion_key(replace(CALL))


@pytest.mark.parametrize("name", [field.name for field in fields(ModelCall)])
def test_each_part_alone_changes_the_key(name: str) -> None:
    """The key is exhaustive: a change in any one part of the call is another key."""
    other = Prompt("Rules", "Other") if name == "prompt" else f"other-{name}"
    assert completion_key(replace(CALL, **{name: other})) != completion_key(CALL)


def test_instructions_and_text_do_not_run_into_each_other() -> None:
    """Moving words from the instructions to the text is another prompt."""
    one, other = Prompt("a b", "c"), Prompt("a", " b c")
    assert completion_key(replace(CALL, prompt=one)) != completion_key(replace(CALL, prompt=other))


def test_the_key_is_a_readable_path() -> None:
    """A person who looks into the result storage sees the tenant, the type and the step."""
    assert completion_key(CALL).startswith("completions/local/faqs-draft-")
