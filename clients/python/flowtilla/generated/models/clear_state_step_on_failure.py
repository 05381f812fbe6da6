from typing import Literal

ClearStateStepOnFailure = Literal["continue", "fail"]

CLEAR_STATE_STEP_ON_FAILURE_VALUES: set[ClearStateStepOnFailure] = {
    "continue",
    "fail",
}


def check_clear_state_step_on_failure(value: str) -> ClearStateStepOnFailure:
    if value in CLEAR_STATE_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {CLEAR_STATE_STEP_ON_FAILURE_VALUES!r}")
