from typing import Literal

ModifyRequestStepOnFailure = Literal["continue", "fail"]

MODIFY_REQUEST_STEP_ON_FAILURE_VALUES: set[ModifyRequestStepOnFailure] = {
    "continue",
    "fail",
}


def check_modify_request_step_on_failure(value: str) -> ModifyRequestStepOnFailure:
    if value in MODIFY_REQUEST_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {MODIFY_REQUEST_STEP_ON_FAILURE_VALUES!r}")
