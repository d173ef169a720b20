"""Models: every one a Pydantic AI ``Model``, the embedded one included."""

from services.models.calling import complete, fingerprint
from services.models.catalog import (
    check_language,
    check_model,
    register_model,
    resolve_model,
    warm_up,
)

__all__ = [
    "check_language",
    "check_model",
    "complete",
    "fingerprint",
    "register_model",
    "resolve_model",
    "warm_up",
]
