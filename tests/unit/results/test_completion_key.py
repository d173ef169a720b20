from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest

from core.model_call import CallOptions, ModelCall, Prompt
from services.results.keys import completion_key

CALL = ModelCall(
    tenant="local",
    content_type="faqs",
    step="draft",
    model="extractive",
    fallbacks=("other",),
    options=CallOptions(temperature=0.1),
    model_code="c",
    schema_sha256="s",
    source_sha256="t",
    prompt=Prompt(instructions="Rules", shared="Source", task="Task"),
)


def test_equal_calls_share_a_key() -> None:
    """Two calls with the same parts have the same key."""
    assert completion_key(CALL) == completion_key(replace(CALL))


@pytest.mark.parametrize("name", [field.name for field in fields(ModelCall)])
def test_each_part_alone_changes_the_key(name: str) -> None:
    """The key is exhaustive: a change in any one part of the call is another key."""
    others = {
        "prompt": Prompt("Rules", "Source", "Other"),
        "fallbacks": ("another",),
        "options": CallOptions(temperature=0.2),
    }
    other = others.get(name, f"other-{name}")
    assert completion_key(replace(CALL, **{name: other})) != completion_key(CALL)


@pytest.mark.parametrize(
    "option", [{"temperature": 0.3}, {"max_output_tokens": 300}, {"thinking": "high"}]
)
def test_each_option_that_shapes_the_answer_changes_the_key(option: dict[str, Any]) -> None:
    """A call with another temperature, budget of tokens or thinking is another call."""
    other = replace(CALL, options=CALL.options.model_copy(update=option))
    assert completion_key(other) != completion_key(CALL)


def test_the_time_limit_does_not_change_the_key() -> None:
    """How long one is ready to wait does not shape the answer."""
    other = replace(CALL, options=CALL.options.model_copy(update={"timeout_seconds": 5.0}))
    assert completion_key(other) == completion_key(CALL)


def test_instructions_and_text_do_not_run_into_each_other() -> None:
    """Moving words from the instructions to the text is another prompt."""
    one, other = Prompt("a b", "c", ""), Prompt("a", " b c", "")
    assert completion_key(replace(CALL, prompt=one)) != completion_key(replace(CALL, prompt=other))


def test_the_key_is_a_readable_path() -> None:
    """A person who looks into the result storage sees the tenant, the type and the step."""
    assert completion_key(CALL).startswith("completions/local/faqs-draft-")
