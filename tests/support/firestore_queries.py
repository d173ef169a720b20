"""Which index a query needs that was sent to Firestore; the emulator answers without any.

Firestore's rules: a query over one field of a collection, or for equal values only, is answered
by the indexes that every field has; any other needs an index with the compared fields and then the
ordered ones, for its collection and its scope.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from services.stores.firestore.indexes import QUERIES, Direction, Query, Scope

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator

    import pytest

EQUALITIES = {"EQUAL", "IN", "ARRAY_CONTAINS", "ARRAY_CONTAINS_ANY"}
NAME = "__name__"


@dataclass(frozen=True)
class Needed:
    """The index that a query needs."""

    collection: str
    scope: str
    equal: frozenset[str]
    order: tuple[tuple[str, str], ...]


@contextlib.contextmanager
def recording(monkeypatch: pytest.MonkeyPatch) -> Generator[list[Any]]:
    """The ``StructuredQuery`` of everything that the client library asks meanwhile."""
    from google.cloud.firestore_v1.services.firestore import async_client  # noqa: PLC0415 (dear)

    sent: list[Any] = []
    with monkeypatch.context() as patched:
        for name in ("run_query", "run_aggregation_query"):
            original = getattr(async_client.FirestoreAsyncClient, name)

            def asked(client: Any, *given: Any, original: Any = original, **named: Any) -> Any:
                request = named.get("request", given[0] if given else None)
                sent.append(_structured(request))
                return original(client, *given, **named)

            patched.setattr(async_client.FirestoreAsyncClient, name, asked)
        yield sent


def _structured(request: Any) -> Any:
    if "structured_query" in request:
        return request["structured_query"]
    return request["structured_aggregation_query"].structured_query


def undeclared(queries: Iterable[Any]) -> list[Needed]:
    """The indexes that these queries need and that are declared nowhere."""
    needed = {each for query in queries if (each := index_of(query)) is not None}
    return [each for each in needed if not any(_answers(query, each) for query in QUERIES)]


def _answers(query: Query, needed: Needed) -> bool:
    return query.composite and needed == Needed(
        query.collection,
        query.scope,
        frozenset(query.equal),
        tuple((field, direction.value) for field, direction in query.fields[len(query.equal) :]),
    )


def index_of(query: Any) -> Needed | None:
    """The index that a ``StructuredQuery`` needs; None when Firestore has it by itself."""
    (source,) = query.from_
    compared = list(_filters(query.where))
    equal = {field for field, operator in compared if operator in EQUALITIES}
    order = [(each.field.field_path, each.direction.name) for each in query.order_by]
    last = order[-1][1] if order else Direction.ASCENDING.value
    ordered = {field for field, _ in order}
    bounded = {field for field, _ in compared} - equal - ordered
    order += [(field, last) for field in sorted(bounded)]
    # The name comes last in every index, in the direction of the field before it.
    named = [direction for field, direction in order if field == NAME]
    order = [(field, direction) for field, direction in order if field not in {NAME, *equal}]
    turned = bool(named and order and named[-1] != order[-1][1])
    if turned or (named and not order and named[-1] != Direction.ASCENDING.value):
        order.append((NAME, named[-1]))
    scope = Scope.GROUP if source.all_descendants else Scope.COLLECTION
    alone = len(equal) + len(order) <= 1 or not order
    if alone and (scope is Scope.COLLECTION or not (equal or order)):
        return None
    return Needed(source.collection_id, scope, frozenset(equal), tuple(order))


def _filters(where: Any) -> Iterator[tuple[str, str]]:
    if where is None or not where:
        return
    if where.composite_filter.filters:
        if where.composite_filter.op.name != "AND":
            raise NotImplementedError("say which indexes a disjunction needs before making one")
        for each in where.composite_filter.filters:
            yield from _filters(each)
    elif where.unary_filter.field.field_path:
        yield where.unary_filter.field.field_path, "EQUAL"
    else:
        yield where.field_filter.field.field_path, where.field_filter.op.name
