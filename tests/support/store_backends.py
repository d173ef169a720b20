"""The backends that every store's contract is held against, and what is put into them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pack_maker import PackMaker

from core.job import Job
from core.request import ContentRequest
from core.settings import Settings
from core.source import SourceReference

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from core.pack import Pack

BACKENDS = ("sqlite", "firestore")
"""Each is a parameter of the fixture ``store_settings``."""

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
REQUEST = ContentRequest(source=SourceReference(path="/soil.pdf"))


def empty_store(backend: str, request: pytest.FixtureRequest, home: Path) -> Settings:
    """Settings of an empty store; a server that it needs is started, or the test is skipped."""
    if backend == "firestore":
        request.getfixturevalue("firestore_project")
    return Settings.model_validate({"home": home, "store": backend})


def at(seconds: float) -> datetime:
    """So many seconds after noon of the tests' day."""
    return NOON + timedelta(seconds=seconds)


def job_of(number: int, tenant: str = "local", **fields: Any) -> Job:
    """A queued job, created ``number`` seconds after noon unless said otherwise."""
    created = fields.pop("created_at", at(number))
    values = {
        "id": f"{number:032x}",
        "tenant": tenant,
        "request": REQUEST,
        "fingerprint": "same pack",
        "created_at": created,
        "updated_at": created,
    }
    return Job.model_validate(values | fields)


def pack_id(number: int) -> str:
    """The id of a pack."""
    return f"{number:032x}"


@lru_cache(maxsize=1)
def pack_maker() -> PackMaker:
    """Makes packs out of the good answers of every content type."""
    return PackMaker()


@lru_cache(maxsize=64)
def pack_of(number: int = 0, seconds: float | None = None) -> Pack:
    """A whole pack with all content types, told from others by the title of its FAQs.

    Args:
        number: Packs of different numbers share every part but the FAQs and the rest.
        seconds: When it was made, after noon; ``number`` when None.
    """
    whole = pack_maker().pack(created_at=at(number if seconds is None else seconds))
    return whole.model_copy(
        update={
            "artifacts": tuple(
                each.model_copy(update={"title": f"Questions {number}"})
                if each.content_type == "faqs"
                else each
                for each in whole.artifacts
            )
        }
    )
