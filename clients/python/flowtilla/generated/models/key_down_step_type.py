from typing import Literal

KeyDownStepType = Literal["key_down"]

KEY_DOWN_STEP_TYPE_VALUES: set[KeyDownStepType] = {
    "key_down",
}


def check_key_down_step_type(value: str) -> KeyDownStepType:
    if value in KEY_DOWN_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {KEY_DOWN_STEP_TYPE_VALUES!r}")
