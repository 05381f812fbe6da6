from typing import Literal

SaveStateStepOnFailure = Literal["continue", "fail"]

SAVE_STATE_STEP_ON_FAILURE_VALUES: set[SaveStateStepOnFailure] = {
    "continue",
    "fail",
}


def check_save_state_step_on_failure(value: str) -> SaveStateStepOnFailure:
    if value in SAVE_STATE_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SAVE_STATE_STEP_ON_FAILURE_VALUES!r}")
