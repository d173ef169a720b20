from __future__ import annotations

import subprocess
import sys

import pytest
from firestore_emulator import EmulatorMissingError, missing_emulator_skips
from google.api_core import exceptions
from google.auth.exceptions import RefreshError
from hypothesis import given
from hypothesis import strategies as st

from core.errors import StoreError, StoreUnavailableError
from services.stores.firestore.faults import ERRORS, translated
from services.stores.firestore.paths import document_id, job_path, key_path

PLACE = "project p, database (default)"
LINK = "https://console.firebase.google.com/v1/r/project/p/firestore/indexes?create=abc"
PASSING = (
    exceptions.DeadlineExceeded("x"),
    exceptions.ServiceUnavailable("x"),
    exceptions.Aborted("x"),
    exceptions.ResourceExhausted("x"),
    exceptions.RetryError("x", None),
)
ADVICE = (
    (exceptions.PermissionDenied("Missing permissions."), "roles/datastore.user"),
    (exceptions.Unauthenticated("No token."), "gcloud auth application-default login"),
    (RefreshError("No token."), "gcloud auth application-default login"),
    (exceptions.NotFound("No database (default)."), "COURSEWRIGHT_FIRESTORE_DATABASE"),
    (exceptions.FailedPrecondition(f"It requires an index. Create it here: {LINK}"), LINK),
    (exceptions.InvalidArgument("Bad."), "project"),
)


@pytest.mark.parametrize("error", PASSING, ids=lambda error: type(error).__name__)
def test_what_passes_is_unavailable(error: Exception) -> None:
    """An error that passes by itself says that the same may work later, and what to check."""
    fault = translated(error, PLACE)
    assert isinstance(fault, StoreUnavailableError)
    assert PLACE in fault.message
    assert "FIRESTORE_EMULATOR_HOST" in fault.hint


@pytest.mark.parametrize(("error", "advice"), ADVICE, ids=[type(e).__name__ for e, _ in ADVICE])
def test_what_stays_says_what_to_check(error: Exception, advice: str) -> None:
    """An error that does not pass says what was refused, and names the thing to look at."""
    assert isinstance(error, ERRORS)
    fault = translated(error, PLACE)
    assert type(fault) is StoreError
    assert PLACE in fault.message
    assert advice in fault.hint


@given(st.text(max_size=2000))
def test_any_name_gives_a_document_id_firestore_takes(name: str) -> None:
    """An id has no slash, is no reserved name, and is short, whatever the tenant is called."""
    made = document_id(name)
    assert made
    assert "/" not in made
    assert not made.startswith((".", "__"))
    assert len(made.encode()) <= 100


@given(st.text(max_size=120), st.text(max_size=120))
def test_different_names_have_different_documents(one: str, other: str) -> None:
    """Two tenants, jobs or keys never share a document."""
    assert (document_id(one) == document_id(other)) == (one == other)
    assert (job_path(one, "a") == job_path(other, "a")) == (one == other)
    assert (key_path("a", one) == key_path("a", other)) == (one == other)


def test_package_does_not_import_the_client_library() -> None:
    """The embedded path may import the package: the dear library comes when a store is opened."""
    program = (
        "import sys, services.stores.firestore, services.stores.firestore.indexes;"
        "sys.exit('google.cloud.firestore_v1' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0


def test_missing_emulator_skips_where_ci_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without an emulator a test is skipped with the reason; in continuous integration it fails."""
    monkeypatch.delenv("CI", raising=False)
    with pytest.raises(pytest.skip.Exception, match="no java"), missing_emulator_skips():
        raise EmulatorMissingError("no java here")
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="no java"), missing_emulator_skips():
        raise EmulatorMissingError("no java here")
