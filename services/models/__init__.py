"""Models: every one a Pydantic AI ``Model``, the embedded one included."""

from services.models.calling import (
    complete,
    fingerprint,
    live_check,
    model_process,
    warm_up,
)
from services.models.catalog import (
    check_model,
    check_models,
    check_request,
    check_source,
    fallbacks_of,
    register_model,
    resolve_model,
)
from services.models.pricing import price_table
from services.models.session import Session, open_session

__all__ = [
    "Session",
    "check_model",
    "check_models",
    "check_request",
    "check_source",
    "complete",
    "fallbacks_of",
    "fingerprint",
    "live_check",
    "model_process",
    "open_session",
    "price_table",
    "register_model",
    "resolve_model",
    "warm_up",
]
