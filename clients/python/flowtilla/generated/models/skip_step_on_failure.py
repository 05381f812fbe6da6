from typing import Literal

SkipStepOnFailure = Literal["continue", "fail"]

SKIP_STEP_ON_FAILURE_VALUES: set[SkipStepOnFailure] = {
    "continue",
    "fail",
}


def check_skip_step_on_failure(value: str) -> SkipStepOnFailure:
    if value in SKIP_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SKIP_STEP_ON_FAILURE_VALUES!r}")
