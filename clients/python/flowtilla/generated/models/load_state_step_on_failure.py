from typing import Literal

LoadStateStepOnFailure = Literal["continue", "fail"]

LOAD_STATE_STEP_ON_FAILURE_VALUES: set[LoadStateStepOnFailure] = {
    "continue",
    "fail",
}


def check_load_state_step_on_failure(value: str) -> LoadStateStepOnFailure:
    if value in LOAD_STATE_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LOAD_STATE_STEP_ON_FAILURE_VALUES!r}")
