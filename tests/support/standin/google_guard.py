"""What every call to Vertex AI that is not to a model has to pass: its token, and the script."""

from __future__ import annotations

from typing import TYPE_CHECKING

from standin.connection import Dropped
from standin.google_errors import scripted
from standin.replies import ProviderError

if TYPE_CHECKING:
    from standin.backend import Backend
    from standin.faults import Fault
    from starlette.requests import Request


def let_through(request: Request, operation: str) -> Fault | None:
    """Check the token and fail as scripted; a ``text`` fault is the caller's to make.

    Raises:
        ProviderError: Not authorised, or the script wants a failure.
    """
    backend: Backend = request.app.state.backend
    backend.identity.check(request)
    fault = backend.script.next_fault(operation)
    if fault is None or fault.kind == "text":
        return fault
    if (seconds := fault.drop_seconds) is not None:
        raise ProviderError(Dropped(request, seconds))
    raise scripted(fault, request.url.path.lstrip("/"), None, 0)
