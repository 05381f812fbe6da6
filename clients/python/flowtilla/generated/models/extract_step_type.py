from typing import Literal

ExtractStepType = Literal["extract"]

EXTRACT_STEP_TYPE_VALUES: set[ExtractStepType] = {
    "extract",
}


def check_extract_step_type(value: str) -> ExtractStepType:
    if value in EXTRACT_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {EXTRACT_STEP_TYPE_VALUES!r}")
