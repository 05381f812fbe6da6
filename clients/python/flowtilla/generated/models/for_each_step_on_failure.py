from typing import Literal

ForEachStepOnFailure = Literal["continue", "fail"]

FOR_EACH_STEP_ON_FAILURE_VALUES: set[ForEachStepOnFailure] = {
    "continue",
    "fail",
}


def check_for_each_step_on_failure(value: str) -> ForEachStepOnFailure:
    if value in FOR_EACH_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {FOR_EACH_STEP_ON_FAILURE_VALUES!r}")
