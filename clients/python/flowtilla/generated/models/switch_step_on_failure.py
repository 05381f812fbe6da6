from typing import Literal

SwitchStepOnFailure = Literal["continue", "fail"]

SWITCH_STEP_ON_FAILURE_VALUES: set[SwitchStepOnFailure] = {
    "continue",
    "fail",
}


def check_switch_step_on_failure(value: str) -> SwitchStepOnFailure:
    if value in SWITCH_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SWITCH_STEP_ON_FAILURE_VALUES!r}")
