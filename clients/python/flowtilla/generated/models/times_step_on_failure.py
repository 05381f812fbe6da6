from typing import Literal

TimesStepOnFailure = Literal["continue", "fail"]

TIMES_STEP_ON_FAILURE_VALUES: set[TimesStepOnFailure] = {
    "continue",
    "fail",
}


def check_times_step_on_failure(value: str) -> TimesStepOnFailure:
    if value in TIMES_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {TIMES_STEP_ON_FAILURE_VALUES!r}")
