from typing import Literal

KeyDownStepOnFailure = Literal["continue", "fail"]

KEY_DOWN_STEP_ON_FAILURE_VALUES: set[KeyDownStepOnFailure] = {
    "continue",
    "fail",
}


def check_key_down_step_on_failure(value: str) -> KeyDownStepOnFailure:
    if value in KEY_DOWN_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {KEY_DOWN_STEP_ON_FAILURE_VALUES!r}")
