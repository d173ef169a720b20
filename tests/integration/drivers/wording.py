"""Runs the command line with a model ``wording`` that does as a prompt's words say, or do not.

The model answers what the embedded model answers, with these differences. Where a FAQ's prompt does
not ask for answers that begin with the answer, every other quote is one that stands nowhere. Where
a prompt says MALFORMED, it answers no JSON. Each call adds a line with the content type to the file
in WORDING_JOURNAL.
"""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic_ai.messages import TextPart

from cli.main import run
from prompts.catalog import content_types
from services.models import register_model, resolve_model
from services.models.prompt_reader import PromptReader

if TYPE_CHECKING:
    from pydantic_ai.models import Model

JOURNAL = Path(os.environ["WORDING_JOURNAL"])
ASKED_FOR = "first sentence answers"


def _answer(content_type: str, task: str, answer: str) -> str:
    if "MALFORMED" in task:
        return "Here is what you wanted."
    if content_type != "faqs" or ASKED_FOR in task:
        return answer
    content: dict[str, Any] = json.loads(answer)
    for item in content["items"][::2]:
        item["evidence"][0]["quote"] = "Nobody ever wrote these words about anything at all."
    return json.dumps(content)


def _note(content_type: str) -> None:
    with JOURNAL.open("a") as journal:
        journal.write(f"{content_type}\n")


def wording_model(_catalog: object) -> Model:
    """The embedded model, made to depend on the wording of the task."""
    from pydantic_ai.models.wrapper import WrapperModel  # noqa: PLC0415 (as late as the product's)

    class Wording(WrapperModel):
        async def request(self, messages, model_settings, model_request_parameters):  # noqa: ANN001, ANN202 (the wrapped method's)
            prompt = messages[-1].parts[-1].content
            content_type = PromptReader(prompt).value("task")["content_type"]
            _note(content_type)
            made = await super().request(messages, model_settings, model_request_parameters)
            text = _answer(content_type, prompt.partition("</task>")[2], made.text or "")
            return replace(made, parts=[TextPart(text)])

    return Wording(resolve_model("extractive", content_types))


if __name__ == "__main__":
    register_model("wording", wording_model)
    run()
