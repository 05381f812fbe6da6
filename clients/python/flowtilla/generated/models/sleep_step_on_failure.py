from typing import Literal

SleepStepOnFailure = Literal["continue", "fail"]

SLEEP_STEP_ON_FAILURE_VALUES: set[SleepStepOnFailure] = {
    "continue",
    "fail",
}


def check_sleep_step_on_failure(value: str) -> SleepStepOnFailure:
    if value in SLEEP_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SLEEP_STEP_ON_FAILURE_VALUES!r}")
