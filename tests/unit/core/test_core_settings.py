from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from core.errors import SettingsError
from core.settings import child_environment, prefect_environment, set_environment, settings

if TYPE_CHECKING:
    from pathlib import Path


def test_everything_is_kept_under_one_home(own_home: Path) -> None:
    """Results, blobs, packs and Prefect's own files are under COURSEWRIGHT_HOME."""
    now = settings()
    folders = [now.results_folder, now.blobs_folder, now.packs_folder, now.prefect_home]
    assert all(folder.is_relative_to(own_home) for folder in folders)


def test_a_bad_setting_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A value out of bounds is one error that names the variable and what to do."""
    monkeypatch.setenv("COURSEWRIGHT_SERVER_PORT", "80")
    settings.cache_clear()
    with pytest.raises(SettingsError, match="COURSEWRIGHT_SERVER_PORT") as caught:
        settings()
    assert "unset" in caught.value.hint


def test_prefect_runs_in_a_home_of_ours_and_tells_nobody(own_home: Path) -> None:
    """Prefect's home and profiles are ours, and telemetry is off."""
    variables = prefect_environment(settings())
    assert variables["PREFECT_HOME"].startswith(str(own_home))
    assert variables["PREFECT_PROFILES_PATH"].startswith(str(own_home))
    assert variables["PREFECT_SERVER_ANALYTICS_ENABLED"] == "false"
    assert variables["DO_NOT_TRACK"] == "1"
    assert "PREFECT_API_URL" not in variables


def test_a_given_server_is_passed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """PREFECT_API_URL, when set, is what Prefect gets."""
    monkeypatch.setenv("PREFECT_API_URL", "http://prefect.test/api")
    settings.cache_clear()
    assert prefect_environment(settings())["PREFECT_API_URL"] == "http://prefect.test/api"


def test_variables_reach_this_process_and_children(monkeypatch: pytest.MonkeyPatch) -> None:
    """Variables put in force are seen here, and in the environment made for a child."""
    monkeypatch.setenv("COURSEWRIGHT_TEST", "old")
    set_environment({"COURSEWRIGHT_TEST": "new"})
    assert os.environ["COURSEWRIGHT_TEST"] == "new"
    assert child_environment({"EXTRA": "1"})["COURSEWRIGHT_TEST"] == "new"
    assert child_environment({"EXTRA": "1"})["EXTRA"] == "1"
