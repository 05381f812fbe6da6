from typing import Literal

UnmockStepOnFailure = Literal["continue", "fail"]

UNMOCK_STEP_ON_FAILURE_VALUES: set[UnmockStepOnFailure] = {
    "continue",
    "fail",
}


def check_unmock_step_on_failure(value: str) -> UnmockStepOnFailure:
    if value in UNMOCK_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {UNMOCK_STEP_ON_FAILURE_VALUES!r}")
