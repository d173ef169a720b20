from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from store_backends import pack_id, pack_of

from core.settings import Settings
from services.stores import open_stores

if TYPE_CHECKING:
    from core.version import PackVersion

pytestmark = pytest.mark.server

ROOT = Path(__file__).parents[2]
DRIVER = Path(__file__).parent / "drivers" / "retaining.py"


def retain(coursewright: Any, request: dict[str, Any], **variables: str) -> list[dict[str, Any]]:
    """Run the flow; what it says of each version that goes."""
    done = subprocess.run(
        [sys.executable, str(DRIVER), coursewright.api_url],
        input=json.dumps(request),
        capture_output=True,
        check=False,
        cwd=ROOT,
        env=coursewright.environment(PYTHONPATH=str(ROOT), **variables),
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


async def test_the_flow_shows_first_and_deletes_when_told(coursewright: Any) -> None:
    """By default nothing is deleted; the policy is the settings'; the table is in the UI."""
    own = Settings.model_validate({"home": coursewright.home, "store": "sqlite"})
    async with open_stores(own) as stores:
        made: list[PackVersion] = [
            await stores.versions.add("local", pack_id(1), pack_of(number), "one")
            for number in range(3)
        ]
        assert retain(coursewright, {}) == []
        policy = {"COURSEWRIGHT_RETENTION_MAX_VERSIONS": "1"}
        shown = retain(coursewright, {}, **policy)
        assert [(each["version_id"], each["deleted"]) for each in shown] == [
            (each.id, False) for each in made[:2]
        ]
        assert len((await stores.versions.list("local")).versions) == 3

        deleted = retain(coursewright, {"max_versions": 2, "delete": True}, **policy)
        assert [(each["version_id"], each["deleted"]) for each in deleted] == [(made[0].id, True)]
        assert (await stores.versions.list("local")).versions == (made[2], made[1])

    tables = _tables(coursewright.api_url)
    assert [[row["Deleted"] for row in table] for table in tables] == [
        [],
        ["no (dry run)"] * 2,
        ["yes"],
    ]
    assert tables[2][0]["Version"] == made[0].id[:12]


def _tables(api_url: str) -> list[list[dict[str, Any]]]:
    """The flow's tables, oldest first."""
    wanted = {"artifacts": {"key": {"any_": ["expired-versions"]}}, "sort": "CREATED_DESC"}
    found = httpx.post(f"{api_url}/artifacts/filter", json=wanted, timeout=30).json()
    return [json.loads(each["data"]) for each in reversed(found)]
