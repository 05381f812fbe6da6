from typing import Literal

TryStepType = Literal["try"]

TRY_STEP_TYPE_VALUES: set[TryStepType] = {
    "try",
}


def check_try_step_type(value: str) -> TryStepType:
    if value in TRY_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {TRY_STEP_TYPE_VALUES!r}")
