from typing import Literal

OfflineStepOnFailure = Literal["continue", "fail"]

OFFLINE_STEP_ON_FAILURE_VALUES: set[OfflineStepOnFailure] = {
    "continue",
    "fail",
}


def check_offline_step_on_failure(value: str) -> OfflineStepOnFailure:
    if value in OFFLINE_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {OFFLINE_STEP_ON_FAILURE_VALUES!r}")
