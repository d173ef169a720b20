"""Reading a kept completion without a task run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prefect.results import ResultRecord  # pyright: ignore[reportPrivateImportUsage]  # documented there

from services.results.explaining import look
from services.results.keys import completion_key
from services.results.opening import open_results

if TYPE_CHECKING:
    from core.artifact import Completion
    from core.model_call import ModelCall


def stored_completion(call: ModelCall) -> Completion | None:
    """The call's kept answer; None when there is none. Looking moves and counts nothing."""
    found = look(completion_key(call), open_results().tiers)
    if found is None:
        return None
    record: ResultRecord[Completion] = ResultRecord.deserialize(found[1].body)  # pyright: ignore[reportUnknownVariableType]  # generic only by annotation
    return record.result
