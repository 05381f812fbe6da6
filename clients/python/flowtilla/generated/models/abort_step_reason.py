from typing import Literal

AbortStepReason = Literal[
    "aborted",
    "access_denied",
    "address_unreachable",
    "blocked_by_client",
    "blocked_by_response",
    "connection_aborted",
    "connection_closed",
    "connection_failed",
    "connection_refused",
    "connection_reset",
    "failed",
    "internet_disconnected",
    "name_not_resolved",
    "timed_out",
]

ABORT_STEP_REASON_VALUES: set[AbortStepReason] = {
    "aborted",
    "access_denied",
    "address_unreachable",
    "blocked_by_client",
    "blocked_by_response",
    "connection_aborted",
    "connection_closed",
    "connection_failed",
    "connection_refused",
    "connection_reset",
    "failed",
    "internet_disconnected",
    "name_not_resolved",
    "timed_out",
}


def check_abort_step_reason(value: str) -> AbortStepReason:
    if value in ABORT_STEP_REASON_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {ABORT_STEP_REASON_VALUES!r}")
