from typing import Literal

TapStepOnFailure = Literal["continue", "fail"]

TAP_STEP_ON_FAILURE_VALUES: set[TapStepOnFailure] = {
    "continue",
    "fail",
}


def check_tap_step_on_failure(value: str) -> TapStepOnFailure:
    if value in TAP_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {TAP_STEP_ON_FAILURE_VALUES!r}")
