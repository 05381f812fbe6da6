from typing import Literal

ThrottleStepOnFailure = Literal["continue", "fail"]

THROTTLE_STEP_ON_FAILURE_VALUES: set[ThrottleStepOnFailure] = {
    "continue",
    "fail",
}


def check_throttle_step_on_failure(value: str) -> ThrottleStepOnFailure:
    if value in THROTTLE_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {THROTTLE_STEP_ON_FAILURE_VALUES!r}")
