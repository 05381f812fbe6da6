from typing import Literal

SkipStepType = Literal["skip"]

SKIP_STEP_TYPE_VALUES: set[SkipStepType] = {
    "skip",
}


def check_skip_step_type(value: str) -> SkipStepType:
    if value in SKIP_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SKIP_STEP_TYPE_VALUES!r}")
