from typing import Literal

EmulateStepOnFailure = Literal["continue", "fail"]

EMULATE_STEP_ON_FAILURE_VALUES: set[EmulateStepOnFailure] = {
    "continue",
    "fail",
}


def check_emulate_step_on_failure(value: str) -> EmulateStepOnFailure:
    if value in EMULATE_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {EMULATE_STEP_ON_FAILURE_VALUES!r}")
