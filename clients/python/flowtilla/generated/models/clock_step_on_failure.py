from typing import Literal

ClockStepOnFailure = Literal["continue", "fail"]

CLOCK_STEP_ON_FAILURE_VALUES: set[ClockStepOnFailure] = {
    "continue",
    "fail",
}


def check_clock_step_on_failure(value: str) -> ClockStepOnFailure:
    if value in CLOCK_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {CLOCK_STEP_ON_FAILURE_VALUES!r}")
