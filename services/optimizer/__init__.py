"""Candidates for prompt templates: where they come from, and what they have to keep.

Candidates are untrusted text: `check_candidate` comes before anything renders one. Nothing here
writes to a content type's own folder.
"""

from services.optimizer.block import replace_task, task_of
from services.optimizer.candidate import TEMPLATE, in_place_of, read_candidates
from services.optimizer.checking import FRAME, check_candidate
from services.optimizer.vertex import GUIDELINES, check_vertex, suggest

__all__ = [
    "FRAME",
    "GUIDELINES",
    "TEMPLATE",
    "check_candidate",
    "check_vertex",
    "in_place_of",
    "read_candidates",
    "replace_task",
    "suggest",
    "task_of",
]
