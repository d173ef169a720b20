"""Models: every one a Pydantic AI ``Model``, the embedded one included."""

from services.models.calling import complete, fingerprint, model_process, warm_up
from services.models.catalog import check_language, check_model, register_model, resolve_model

__all__ = [
    "check_language",
    "check_model",
    "complete",
    "fingerprint",
    "model_process",
    "register_model",
    "resolve_model",
    "warm_up",
]
