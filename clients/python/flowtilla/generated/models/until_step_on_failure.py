from typing import Literal

UntilStepOnFailure = Literal["continue", "fail"]

UNTIL_STEP_ON_FAILURE_VALUES: set[UntilStepOnFailure] = {
    "continue",
    "fail",
}


def check_until_step_on_failure(value: str) -> UntilStepOnFailure:
    if value in UNTIL_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {UNTIL_STEP_ON_FAILURE_VALUES!r}")
