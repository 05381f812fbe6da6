from typing import Literal

KeyUpStepType = Literal["key_up"]

KEY_UP_STEP_TYPE_VALUES: set[KeyUpStepType] = {
    "key_up",
}


def check_key_up_step_type(value: str) -> KeyUpStepType:
    if value in KEY_UP_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {KEY_UP_STEP_TYPE_VALUES!r}")
