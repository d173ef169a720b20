from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from firestore_queries import Needed, index_of, undeclared
from google.auth.credentials import AnonymousCredentials
from google.cloud.firestore_v1 import AsyncClient
from google.cloud.firestore_v1.base_query import FieldFilter

from services.stores.firestore import index_files
from services.stores.firestore.indexes import EXEMPTIONS, JOBS_BY_STATE, QUERIES, Query, Scope
from services.stores.firestore.queries import Wanted, select

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[3]
PACKAGE = ROOT / "services" / "stores" / "firestore"
TENANT = ("tenants", "local")
UNDECLARED: dict[str, Callable[[Any], Any]] = {
    "other field": lambda c: (
        c.collection("tenants/a/jobs")
        .where(filter=FieldFilter("tenant", "==", "a"))
        .order_by("created_at", direction="DESCENDING")
    ),
    "other direction": lambda c: (
        c.collection("tenants/a/jobs")
        .where(filter=FieldFilter("state", "==", "queued"))
        .order_by("created_at")
    ),
    "one field more": lambda c: (
        c.collection("tenants/a/jobs")
        .where(filter=FieldFilter("state", "==", "queued"))
        .where(filter=FieldFilter("tenant", "==", "a"))
        .order_by("created_at", direction="DESCENDING")
    ),
    "other scope": lambda c: (
        c.collection_group("jobs")
        .where(filter=FieldFilter("state", "==", "queued"))
        .order_by("created_at", direction="DESCENDING")
    ),
    "one field of a group": lambda c: c.collection_group("jobs").order_by("created_at"),
    "bounds without order": lambda c: (
        c.collection("tenants/a/versions")
        .where(filter=FieldFilter("pack_id", "==", "a"))
        .where(filter=FieldFilter("number", ">", 3))
    ),
    "two orders": lambda c: (
        c.collection("tenants/a/versions").order_by("created_at").order_by("number")
    ),
    "name in another direction": lambda c: (
        c.collection("tenants/a/versions")
        .order_by("created_at", direction="DESCENDING")
        .order_by("__name__")
    ),
}


@pytest.fixture
def client() -> AsyncClient:
    """A client that reaches nothing."""
    return AsyncClient(project="nowhere", credentials=AnonymousCredentials())


def made(client: AsyncClient, query: Query) -> Any:
    """The declared query as it is sent, with bounds and cursor where it has an order."""
    parent = () if query.scope is Scope.GROUP or query.collection == "tenants" else TENANT
    bounds = ((">=", 1), ("<", 9)) if query.order else ()
    name = client.document("tenants/a/jobs/b") if query.scope is Scope.GROUP else "b"
    wanted = Wanted(
        limit=3,
        equal=dict.fromkeys(query.equal, "a"),
        bounds=bounds,
        after=(*(5 for _ in query.order), name),
    )
    return select(client, parent, query, wanted)._to_protobuf()


@pytest.mark.parametrize("query", QUERIES, ids=lambda query: query.name)
def test_declared_query_needs_the_index_it_declares(client: AsyncClient, query: Query) -> None:
    """What a declaration makes needs exactly its own index, and none where it declares none."""
    sent = made(client, query)
    needed = index_of(sent)
    assert (needed is not None) == query.composite
    assert undeclared([sent]) == []


def test_declared_query_over_several_states_needs_the_same_index(client: AsyncClient) -> None:
    """Asking for any of some values takes the index that asking for one of them takes."""
    wanted = Wanted(limit=1, equal={"state": ["failed", "queued"]})
    several = select(client, TENANT, JOBS_BY_STATE, wanted)._to_protobuf()
    assert index_of(several) == index_of(made(client, JOBS_BY_STATE))


@pytest.mark.parametrize("query", UNDECLARED.values(), ids=UNDECLARED.keys())
def test_undeclared_query_is_found(client: AsyncClient, query: Callable[[Any], Any]) -> None:
    """A query that no declaration makes is named with the index it needs."""
    (needed,) = undeclared([query(client)._to_protobuf()])
    assert isinstance(needed, Needed)


def test_every_index_is_needed_once() -> None:
    """No two declarations ask for the same index, nor have the same name."""
    composite = [(each.collection, each.scope, each.fields) for each in QUERIES if each.composite]
    assert len(set(composite)) == len(composite)
    assert len({each.name for each in QUERIES}) == len(QUERIES)


def test_no_query_reads_an_exempt_field() -> None:
    """A field without index is compared or ordered by nowhere."""
    read = {(each.collection, field) for each in QUERIES for field, _ in each.fields}
    assert read.isdisjoint((each.collection, each.field) for each in EXEMPTIONS)


def test_query_has_to_compare_what_it_declares(client: AsyncClient) -> None:
    """A query cannot leave out a field of its declaration, nor add one."""
    for equal in ({}, {"state": "queued", "tenant": "a"}):
        with pytest.raises(ValueError, match="jobs_by_state compares"):
            select(client, TENANT, JOBS_BY_STATE, Wanted(limit=1, equal=equal))


def test_queries_are_made_in_one_place() -> None:
    """Nothing but the module that makes queries from declarations calls the library's builder."""
    builders = {"where", "order_by", "collection", "collection_group", "list_documents"}
    callers = {
        file.name
        for file in PACKAGE.glob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in builders
    }
    assert callers == {"queries.py"}


def test_deployed_files_are_up_to_date() -> None:
    """The committed files are what the declarations give."""
    assert index_files.differing(ROOT / "deployments") == []


def test_check_names_files_that_differ(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Checking passes after writing, and names a file that was changed since."""
    index_files.run(["--write", str(tmp_path)])
    index_files.run(["--check", str(tmp_path)])
    changed = tmp_path / index_files.TERRAFORM_FILE
    changed.write_text("", encoding="utf-8")
    with pytest.raises(SystemExit) as ended:
        index_files.run(["--check", str(tmp_path)])
    assert ended.value.code == 1
    assert str(changed) in capsys.readouterr().err


def test_both_files_declare_the_same() -> None:
    """Each composite index and each exempt field is in the JSON file and in Terraform."""
    terraform = index_files.rendered()[index_files.TERRAFORM_FILE]
    composite = [each for each in QUERIES if each.composite]
    assert terraform.count('resource "google_firestore_index"') == len(composite)
    assert terraform.count('resource "google_firestore_field"') == len(EXEMPTIONS)
    assert terraform.count("ttl_config {}") == sum(each.ttl for each in EXEMPTIONS)
    json_file = index_files.rendered()[index_files.JSON_FILE]
    assert json_file.count('"queryScope"') == len(composite)
    assert json_file.count('"ttl": true') == sum(each.ttl for each in EXEMPTIONS)
