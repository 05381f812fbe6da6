from typing import Literal

ModifyResponseStepOnFailure = Literal["continue", "fail"]

MODIFY_RESPONSE_STEP_ON_FAILURE_VALUES: set[ModifyResponseStepOnFailure] = {
    "continue",
    "fail",
}


def check_modify_response_step_on_failure(value: str) -> ModifyResponseStepOnFailure:
    if value in MODIFY_RESPONSE_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {MODIFY_RESPONSE_STEP_ON_FAILURE_VALUES!r}")
