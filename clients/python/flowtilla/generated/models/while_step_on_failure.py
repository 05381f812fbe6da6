from typing import Literal

WhileStepOnFailure = Literal["continue", "fail"]

WHILE_STEP_ON_FAILURE_VALUES: set[WhileStepOnFailure] = {
    "continue",
    "fail",
}


def check_while_step_on_failure(value: str) -> WhileStepOnFailure:
    if value in WHILE_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {WHILE_STEP_ON_FAILURE_VALUES!r}")
