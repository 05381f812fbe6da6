from typing import Literal

EmulateStepType = Literal["emulate"]

EMULATE_STEP_TYPE_VALUES: set[EmulateStepType] = {
    "emulate",
}


def check_emulate_step_type(value: str) -> EmulateStepType:
    if value in EMULATE_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {EMULATE_STEP_TYPE_VALUES!r}")
