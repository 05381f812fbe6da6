from typing import Literal

ModifyRequestStepType = Literal["modify_request"]

MODIFY_REQUEST_STEP_TYPE_VALUES: set[ModifyRequestStepType] = {
    "modify_request",
}


def check_modify_request_step_type(value: str) -> ModifyRequestStepType:
    if value in MODIFY_REQUEST_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {MODIFY_REQUEST_STEP_TYPE_VALUES!r}")
