"""Repair: which parts of an artifact fall short, what is asked for them, what is kept. Pure."""

from services.repair.answer import read_parts
from services.repair.dropping import Dropped, can_drop, drop_failing
from services.repair.merging import Check, merge_parts
from services.repair.request import kept_items, parts_schema, problems_of, values_of
from services.repair.rounds import why_not_kept
from services.repair.showing import Shown, shown_for
from services.repair.units import Unit, units_named, units_to_repair

__all__ = [
    "Check",
    "Dropped",
    "Shown",
    "Unit",
    "can_drop",
    "drop_failing",
    "kept_items",
    "merge_parts",
    "parts_schema",
    "problems_of",
    "read_parts",
    "shown_for",
    "units_named",
    "units_to_repair",
    "values_of",
    "why_not_kept",
]
