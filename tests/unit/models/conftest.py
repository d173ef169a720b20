"""A provider on this machine, and calls to its models."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from scripted_provider import ScriptedProvider

from core.model_call import CallOptions, ModelCall, Prompt

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path


@pytest.fixture
def provider(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Generator[ScriptedProvider]:
    """Every provider, as the settings see it: a server that says what the test has it say."""
    with ScriptedProvider() as running:
        for name, value in running.environment(tmp_path).items():
            monkeypatch.setenv(name, value)
        monkeypatch.setenv(
            "COURSEWRIGHT_PRICES",
            '{"openai:gpt-test": {"input": 1, "output": 10, "cached_input": 0.1},'
            ' "google-cloud:gemini-2.5-flash": {"input": 1, "output": 10, "cached_input": 0.1}}',
        )
        yield running


@pytest.fixture
def call_to() -> Callable[..., ModelCall]:
    """Makes a call to a model."""

    def make(
        model: str, *fallbacks: str, prompt: Prompt | None = None, **options: Any
    ) -> ModelCall:
        return ModelCall(
            tenant="local",
            content_type="faqs",
            step="draft",
            model=model,
            fallbacks=fallbacks,
            options=CallOptions(**{"max_output_tokens": 1000, "timeout_seconds": 5, **options}),
            model_code="",
            schema_sha256="",
            source_sha256="",
            prompt=prompt or Prompt("Rules, in JSON", "Shared. ", "Task"),
        )

    return make
