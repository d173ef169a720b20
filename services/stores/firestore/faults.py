"""What Firestore's errors mean to whoever asked: which of them pass, and what to check."""

from __future__ import annotations

import re

from google.api_core import exceptions
from google.auth.exceptions import GoogleAuthError

from core.errors import StoreError, StoreUnavailableError

TRANSIENT = (
    exceptions.ServiceUnavailable,
    exceptions.InternalServerError,
    exceptions.BadGateway,
    exceptions.Unknown,
    exceptions.ResourceExhausted,
    exceptions.Aborted,
)
"""Worth another try at once; after one of them a write may have happened, `Aborted` excepted."""

CONFLICTS = (
    exceptions.AlreadyExists,
    exceptions.FailedPrecondition,
    exceptions.NotFound,
    exceptions.Aborted,
)
"""Of a commit: nothing was written, since a document is not as it was read."""

ERRORS = (exceptions.GoogleAPICallError, exceptions.RetryError, GoogleAuthError)
"""Everything the client library raises about a call."""

_LINK = re.compile(r"https://\S+")


def busy(place: str) -> StoreUnavailableError:
    """The error for a write that others were always quicker than."""
    return StoreUnavailableError(
        f"Firestore ({place}) was too busy with the same documents.", hint="Try again."
    )


def translated(error: Exception, place: str) -> StoreError:
    """The store's error for one of the client library's.

    Args:
        error: One of `ERRORS`.
        place: Project and database, for the person who reads it.
    """
    if isinstance(error, (*TRANSIENT, exceptions.DeadlineExceeded, exceptions.RetryError)):
        return StoreUnavailableError(
            f"Firestore ({place}) did not answer in time.",
            hint="Check the network, the project and the database (or, with"
            " FIRESTORE_EMULATOR_HOST set, that the emulator runs), then try again.",
        )
    return StoreError(f"Firestore ({place}) refused the call: {_said(error)}", hint=_advice(error))


def _said(error: Exception) -> str:
    said = str(getattr(error, "message", error))
    lines = said.strip().splitlines() or [type(error).__name__]
    return lines[0][:300]


def _advice(error: Exception) -> str:
    if isinstance(error, (GoogleAuthError, exceptions.Unauthenticated)):
        return (
            "Check the credentials: `gcloud auth application-default login`, or"
            " GOOGLE_APPLICATION_CREDENTIALS."
        )
    if isinstance(error, exceptions.Forbidden):
        return "Check GOOGLE_CLOUD_PROJECT, and that the account has the role roles/datastore.user."
    if isinstance(error, exceptions.NotFound):
        return (
            "Check GOOGLE_CLOUD_PROJECT and COURSEWRIGHT_FIRESTORE_DATABASE: the database has to"
            " exist, in native mode."
        )
    if isinstance(error, exceptions.FailedPrecondition) and "index" in str(error):
        link = _LINK.search(str(error))
        where = f", or open {link[0]}" if link else ""
        return f"Create the indexes of deployments/firestore/firestore.indexes.json{where}."
    return "Check the project and the database."
