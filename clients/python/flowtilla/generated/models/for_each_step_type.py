from typing import Literal

ForEachStepType = Literal["for_each"]

FOR_EACH_STEP_TYPE_VALUES: set[ForEachStepType] = {
    "for_each",
}


def check_for_each_step_type(value: str) -> ForEachStepType:
    if value in FOR_EACH_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {FOR_EACH_STEP_TYPE_VALUES!r}")
