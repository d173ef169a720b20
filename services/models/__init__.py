"""Models: every one a Pydantic AI ``Model``, the embedded one included."""

from services.models.calling import complete, fingerprint, model_process, warm_up
from services.models.catalog import check_model, check_source, register_model, resolve_model

__all__ = [
    "check_model",
    "check_source",
    "complete",
    "fingerprint",
    "model_process",
    "register_model",
    "resolve_model",
    "warm_up",
]
