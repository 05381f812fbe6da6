from typing import Literal

KeyUpStepOnFailure = Literal["continue", "fail"]

KEY_UP_STEP_ON_FAILURE_VALUES: set[KeyUpStepOnFailure] = {
    "continue",
    "fail",
}


def check_key_up_step_on_failure(value: str) -> KeyUpStepOnFailure:
    if value in KEY_UP_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {KEY_UP_STEP_ON_FAILURE_VALUES!r}")
