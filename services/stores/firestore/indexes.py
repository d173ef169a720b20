"""Every query that is sent to Firestore, declared once, and the indexes that they need.

`queries.select` makes queries from these declarations alone, so none is sent that is not here.
`index_files` writes the files that create the indexes.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

JOBS = "jobs"
KEYS = "idempotency"
TENANTS = "tenants"
PACKS = "packs"
VERSIONS = "versions"
PARTS = "parts"
CHUNKS = "chunks"


class Scope(StrEnum):
    """Whether one collection is asked, or all of that name (``COLLECTION_GROUP``)."""

    COLLECTION = "COLLECTION"
    GROUP = "COLLECTION_GROUP"


class Direction(StrEnum):
    """In which direction a query reads a field."""

    ASCENDING = "ASCENDING"
    DESCENDING = "DESCENDING"


@dataclass(frozen=True, slots=True)
class Query:
    """What a query may ask: some fields compared with ``==`` or ``in``, and some for the order.

    Attributes:
        name: Of the index in Terraform.
        collection: Id of the collection.
        equal: Fields that are compared, all of them.
        order: Fields that are ordered by, of which the first may have bounds. Documents equal in
            all of them come by their name, in the same direction.
        direction: Of the order.
        scope: One collection, or all of that id.
    """

    name: str
    collection: str
    equal: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    direction: Direction = Direction.ASCENDING
    scope: Scope = Scope.COLLECTION

    @property
    def fields(self) -> tuple[tuple[str, Direction], ...]:
        """The fields of its index, in order."""
        compared = tuple((field, Direction.ASCENDING) for field in self.equal)
        return (*compared, *((field, self.direction) for field in self.order))

    @property
    def composite(self) -> bool:
        """Whether it needs an index of its own: Firestore has one for each single field."""
        return bool(self.order) and len(self.fields) > 1


@dataclass(frozen=True, slots=True)
class Exemption:
    """A field that no query asks for and that is not indexed; with ``ttl`` it ends its document."""

    collection: str
    field: str
    ttl: bool = False


JOBS_BY_AGE = Query("jobs_by_age", JOBS, (), ("created_at",), Direction.DESCENDING)
JOBS_BY_STATE = Query("jobs_by_state", JOBS, ("state",), ("created_at",), Direction.DESCENDING)
JOBS_SILENT = Query("jobs_silent", JOBS, ("state",), ("heartbeat_at", "id"), scope=Scope.GROUP)
JOBS_WAITING = Query("jobs_waiting", JOBS, ("state",), ("updated_at", "id"), scope=Scope.GROUP)
ALL_JOBS = Query("all_jobs", JOBS, scope=Scope.GROUP)
ALL_TENANTS = Query("all_tenants", TENANTS)
ALL_PACKS = Query("all_packs", PACKS)
ANY_VERSION = Query("any_version", VERSIONS)
VERSIONS_BY_AGE = Query("versions_by_age", VERSIONS, (), ("created_at",), Direction.DESCENDING)
VERSIONS_OF_PACK = Query(
    "versions_of_pack", VERSIONS, ("pack_id",), ("created_at",), Direction.DESCENDING
)
VERSIONS_BY_NUMBER = Query(
    "versions_by_number", VERSIONS, ("pack_id",), ("number",), Direction.DESCENDING
)
VERSIONS_ANSWERING = Query(
    "versions_answering",
    VERSIONS,
    ("fingerprint", "answers"),
    ("created_at",),
    Direction.DESCENDING,
)

QUERIES = (
    JOBS_BY_AGE,
    JOBS_BY_STATE,
    JOBS_SILENT,
    JOBS_WAITING,
    ALL_JOBS,
    ALL_TENANTS,
    ALL_PACKS,
    ANY_VERSION,
    VERSIONS_BY_AGE,
    VERSIONS_OF_PACK,
    VERSIONS_BY_NUMBER,
    VERSIONS_ANSWERING,
)

EXEMPTIONS = (
    Exemption(JOBS, "body"),
    Exemption(VERSIONS, "body"),
    Exemption(VERSIONS, "parts"),
    Exemption(CHUNKS, "data"),
    # What was uploaded for a version that was then never stored goes by itself.
    Exemption(CHUNKS, "expire_at", ttl=True),
)
