from typing import Literal

ModifyResponseStepType = Literal["modify_response"]

MODIFY_RESPONSE_STEP_TYPE_VALUES: set[ModifyResponseStepType] = {
    "modify_response",
}


def check_modify_response_step_type(value: str) -> ModifyResponseStepType:
    if value in MODIFY_RESPONSE_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {MODIFY_RESPONSE_STEP_TYPE_VALUES!r}")
