from typing import Literal

SetCheckedStepOnFailure = Literal["continue", "fail"]

SET_CHECKED_STEP_ON_FAILURE_VALUES: set[SetCheckedStepOnFailure] = {
    "continue",
    "fail",
}


def check_set_checked_step_on_failure(value: str) -> SetCheckedStepOnFailure:
    if value in SET_CHECKED_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SET_CHECKED_STEP_ON_FAILURE_VALUES!r}")
