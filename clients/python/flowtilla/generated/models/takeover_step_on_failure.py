from typing import Literal

TakeoverStepOnFailure = Literal["continue", "fail"]

TAKEOVER_STEP_ON_FAILURE_VALUES: set[TakeoverStepOnFailure] = {
    "continue",
    "fail",
}


def check_takeover_step_on_failure(value: str) -> TakeoverStepOnFailure:
    if value in TAKEOVER_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {TAKEOVER_STEP_ON_FAILURE_VALUES!r}")
