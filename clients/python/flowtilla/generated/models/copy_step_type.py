from typing import Literal

CopyStepType = Literal["copy"]

COPY_STEP_TYPE_VALUES: set[CopyStepType] = {
    "copy",
}


def check_copy_step_type(value: str) -> CopyStepType:
    if value in COPY_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {COPY_STEP_TYPE_VALUES!r}")
