"""Models: every one a Pydantic AI ``Model``, the embedded one included."""

from services.models.calling import complete, fingerprint, model_process, warm_up
from services.models.catalog import (
    check_model,
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
    "check_source",
    "complete",
    "fallbacks_of",
    "fingerprint",
    "model_process",
    "open_session",
    "price_table",
    "register_model",
    "resolve_model",
    "warm_up",
]
