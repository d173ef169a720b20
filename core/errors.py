"""Every error the product raises on purpose, in one tree.

    CoursewrightError
    ├── InputError                      the person can mend it (exit 2)
    │   ├── SourceError
    │   │   ├── SourceNotFoundError
    │   │   ├── SourceTooLargeError
    │   │   ├── UnsupportedSourceError  not a kind we read, or not what its name says
    │   │   ├── UnreadableSourceError   encrypted, damaged, scanned, undecodable, empty
    │   │   └── AddressError
    │   │       ├── AddressRefusedError address that must not be fetched (not public, not http)
    │   │       └── AddressFailedError  did not answer in time, or answered with an error
    │   ├── UnknownContentTypeError
    │   ├── UnknownModelError
    │   ├── UnknownPriceError           a budget for a model whose price is not known
    │   ├── SettingsError
    │   ├── OutputError                 the output folder cannot be written
    │   ├── NoSuchJobError              no job of this tenant has that id
    │   ├── NoSuchVersionError          no version of this tenant has that id
    │   ├── BadCursorError              a cursor that belongs to no such list
    │   ├── IllegalTransitionError      what was asked cannot be done to a job in this state
    │   └── IdempotencyConflictError    an idempotency key used again for another request
    ├── ContentError                    one content type could not be made; the pack goes on
    │   ├── InsufficientSourceError
    │   ├── MalformedAnswerError        not the JSON that was asked for
    │   ├── ContractError               JSON that breaks the content type's contract
    │   ├── QuarantinedError            made, but too bad to be published
    │   ├── DeadlineExceededError       the time for the pack was over
    │   └── UnexpectedError             a fault of ours in making this content type
    ├── ModelError
    │   ├── RetryableModelError
    │   │   ├── ModelUnavailableError   connection, 5xx, no answer in the answer
    │   │   │   └── RateLimitedError    429: too many calls, or too many for now
    │   │   ├── ModelTimeoutError
    │   │   └── TruncatedAnswerError    the answer came to its token limit
    │   └── FinalModelError
    │       ├── ModelAccessError        key, permission, unknown model at the provider
    │       ├── ModelRefusedError       declined, or stopped by the provider's safety filter
    │       ├── ContextTooLongError     the prompt is longer than the model reads
    │       └── BudgetExceededError     the call would cost more than is left; it was not made
    ├── PackFailedError                 no content type could be made (exit 4)
    ├── StoreError
    │   ├── StoreUnavailableError       did not answer in time; the same may work later
    │   ├── StaleAttemptError           a newer attempt has the job: whoever asks must stop
    │   └── DamagedVersionError         a stored part is missing, or is not what its digest says
    └── RunServiceError                 the Prefect server could not be started or reached

A message says what was wrong; ``hint`` says what to do about it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from core.artifact import Usage


class CoursewrightError(Exception):
    """Base of the tree.

    Args:
        message: What was wrong, one line, fit to be shown to a person.
        hint: What the person can do about it, one line; empty when there is nothing to do.
    """

    code: ClassVar[str] = "error"

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()

    def __reduce__(self) -> tuple[object, ...]:
        # Errors cross process borders (the parsing child, the model's worker): keep the hint.
        return (_rebuild, (type(self), self.message, self.hint))


def _rebuild(kind: type[CoursewrightError], message: str, hint: str) -> CoursewrightError:
    return kind(message, hint=hint)


class InputError(CoursewrightError):
    """Something the person gave cannot be used as it is."""

    code = "bad_input"


class SourceError(InputError):
    """The source cannot be read."""

    code = "bad_source"


class SourceNotFoundError(SourceError):
    """There is nothing at the path, or it is not a file."""

    code = "source_not_found"


class SourceTooLargeError(SourceError):
    """The source is over a limit of bytes, pages, characters or decompressed size."""

    code = "source_too_large"


class UnsupportedSourceError(SourceError):
    """The source is of a kind that is not read, or not of the kind its name says."""

    code = "source_unsupported"


class UnreadableSourceError(SourceError):
    """The source is of a known kind, but no text comes out of it."""

    code = "source_unreadable"


class AddressError(SourceError):
    """A web address gave no source."""

    code = "bad_address"


class AddressRefusedError(AddressError):
    """The address must not be fetched: not http(s), or not public."""

    code = "address_refused"


class AddressFailedError(AddressError):
    """The address did not answer, or answered with an error."""

    code = "address_failed"


class UnknownContentTypeError(InputError):
    """No content type has this name."""

    code = "unknown_content_type"


class UnknownModelError(InputError):
    """No model has this name, or it is not installed or configured."""

    code = "unknown_model"


class UnknownPriceError(InputError):
    """A budget cannot be kept, because the price of a model is not known."""

    code = "unknown_price"


class SettingsError(InputError):
    """A setting has a value that cannot be used."""

    code = "bad_settings"


class OutputError(InputError):
    """The output cannot be written where it was asked for."""

    code = "output_unwritable"


class NoSuchJobError(InputError):
    """No job of this tenant has that id."""

    code = "no_such_job"


class NoSuchVersionError(InputError):
    """No version of this tenant has that id."""

    code = "no_such_version"


class BadCursorError(InputError):
    """A cursor that was not made by the list it is given to."""

    code = "bad_cursor"


class IllegalTransitionError(InputError):
    """What was asked cannot be done to a job in this state."""

    code = "illegal_transition"


class IdempotencyConflictError(InputError):
    """An idempotency key was used again, for a request that wants something else."""

    code = "idempotency_conflict"


class ContentError(CoursewrightError):
    """One content type could not be made; the others are untouched."""

    code = "content_failed"

    @property
    def problems(self) -> tuple[str, ...]:
        """What is wrong, one by one, as a model is told that is asked again."""
        return (self.message,)


class InsufficientSourceError(ContentError):
    """The source says too little for this content type's minimum."""

    code = "insufficient_source"


class MalformedAnswerError(ContentError):
    """The model's answer is not the JSON that was asked for."""

    code = "malformed_answer"


class ContractError(ContentError):
    """The model's answer is JSON but breaks the content type's contract.

    Attributes:
        fields: Each broken field and what is wrong with it, all of those ``message`` may only
            count.
    """

    code = "contract_broken"
    fields: tuple[str, ...] = ()

    @property
    def problems(self) -> tuple[str, ...]:
        """The broken fields. Overrides ``ContentError``."""
        return self.fields or super().problems


class QuarantinedError(ContentError):
    """The content failed its checks, repairs included; it is kept aside and not published."""

    code = "quarantined"


class DeadlineExceededError(ContentError):
    """The time for the whole pack was over before this content type was made."""

    code = "deadline_exceeded"


class UnexpectedError(ContentError):
    """A fault of ours in making one content type; the run's log has its traceback."""

    code = "unexpected"


class ModelError(CoursewrightError):
    """A call to a model gave no usable answer.

    Attributes:
        usage: What the call cost although it gave none; None when it cost nothing.
    """

    code = "model_failed"
    usage: Usage | None = None


class RetryableModelError(ModelError):
    """Worth another try."""

    code = "model_retryable"


class ModelUnavailableError(RetryableModelError):
    """The model could not be reached, is over its quota, or failed on its side."""

    code = "model_unavailable"


class RateLimitedError(ModelUnavailableError):
    """The provider takes no more calls for now.

    Attributes:
        retry_after_seconds: How long it asks to wait, None when it does not say.
    """

    code = "rate_limited"
    retry_after_seconds: float | None = None


class ModelTimeoutError(RetryableModelError):
    """The model did not answer in time."""

    code = "model_timeout"


class TruncatedAnswerError(RetryableModelError):
    """The model stopped before its answer was complete."""

    code = "answer_truncated"


class FinalModelError(ModelError):
    """Another try would fail the same way."""

    code = "model_final"


class ModelAccessError(FinalModelError):
    """The provider refused the call: key, permission, or no such model."""

    code = "model_access"


class ModelRefusedError(FinalModelError):
    """The model declined to answer."""

    code = "model_refused"


class ContextTooLongError(FinalModelError):
    """The prompt is longer than the model can read."""

    code = "context_too_long"


class BudgetExceededError(FinalModelError):
    """The call could cost more than is left of the budget, so it was not made."""

    code = "budget_exceeded"


class PackFailedError(CoursewrightError):
    """No content type could be made: there is no pack."""

    code = "pack_failed"


class StoreError(CoursewrightError):
    """Jobs or versions could not be read or written."""

    code = "store_failed"


class StoreUnavailableError(StoreError):
    """The store did not answer in time, or is busy; the same may work later."""

    code = "store_unavailable"


class StaleAttemptError(StoreError):
    """A newer attempt has the job, or none has: whoever asks must stop."""

    code = "stale_attempt"


class DamagedVersionError(StoreError):
    """A stored part is missing, or is not what its digest says."""

    code = "version_damaged"


class RunServiceError(CoursewrightError):
    """The Prefect server could not be started or reached."""

    code = "run_service"
