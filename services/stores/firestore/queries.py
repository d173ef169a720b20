"""Queries, made from the declarations in `indexes` and from nothing else."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from google.cloud.firestore_v1.base_query import FieldFilter

from services.stores.firestore.indexes import Scope

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from services.stores.firestore.indexes import Query

NAME = "__name__"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked of a declared query.

    Attributes:
        equal: What its compared fields have to be; a list means any of its elements.
        bounds: Operator and value for the first field of its order.
        after: Of the last document seen: the values of the order's fields, then its id (in a
            collection group its reference).
        limit: How many documents at most.
    """

    limit: int
    equal: Mapping[str, object] = field(default_factory=dict[str, object])
    bounds: tuple[tuple[str, datetime | int], ...] = ()
    after: tuple[Any, ...] | None = None


def select(client: Any, parent: tuple[str, ...], query: Query, wanted: Wanted) -> Any:
    """The query as the client library has it.

    Args:
        client: The library's client.
        parent: Path of the document that the collection belongs to; empty for a group.
        query: What is declared.
        wanted: What is asked.
    """
    if set(wanted.equal) != set(query.equal):
        raise ValueError(f"{query.name} compares {query.equal}, not {tuple(wanted.equal)}")
    made = (
        client.collection_group(query.collection)
        if query.scope is Scope.GROUP
        else client.collection(*parent, query.collection)
    )
    for name in query.equal:
        operator = "in" if isinstance(wanted.equal[name], list) else "=="
        made = made.where(filter=FieldFilter(name, operator, wanted.equal[name]))
    for operator, value in wanted.bounds:
        made = made.where(filter=FieldFilter(query.order[0], operator, value))
    orders = (*query.order, NAME)
    for each in orders:
        made = made.order_by(each, direction=query.direction)
    if wanted.after is not None:
        made = made.start_after(dict(zip(orders, wanted.after, strict=True)))
    return made.limit(wanted.limit)
