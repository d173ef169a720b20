"""The task block of a template: the part an optimizer may rewrite."""

from __future__ import annotations

import re

from core.errors import InputError

_TASK = re.compile(
    r"(\{%-?\s*block\s+task\s*-?%\}\n?)(.*?)(\{%-?\s*endblock(?:\s+task)?\s*-?%\})", re.DOTALL
)
_FENCE = re.compile(r"\A```\w*\n(.*?)\n?```\Z", re.DOTALL)


def task_of(template: str) -> str:
    """What stands in the template's task block. Raises InputError when it has none."""
    found = _TASK.search(template)
    if found is None:
        raise InputError(
            "The template has no block named task.", hint="Write {% block task %}…{% endblock %}."
        )
    return found.group(2)


def replace_task(template: str, task: str) -> str:
    """The template with another text in its task block; a code fence around the text is dropped.

    Raises:
        InputError: The template has no task block.
    """
    task_of(template)
    text = task.strip()
    fenced = _FENCE.match(text)
    text = (fenced.group(1) if fenced else text).strip()
    return _TASK.sub(lambda found: f"{found.group(1)}{text}\n{found.group(3)}", template, count=1)
