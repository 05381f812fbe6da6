from typing import Literal

PinchStepOnFailure = Literal["continue", "fail"]

PINCH_STEP_ON_FAILURE_VALUES: set[PinchStepOnFailure] = {
    "continue",
    "fail",
}


def check_pinch_step_on_failure(value: str) -> PinchStepOnFailure:
    if value in PINCH_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {PINCH_STEP_ON_FAILURE_VALUES!r}")
