from typing import Literal

DoneStepType = Literal["done"]

DONE_STEP_TYPE_VALUES: set[DoneStepType] = {
    "done",
}


def check_done_step_type(value: str) -> DoneStepType:
    if value in DONE_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {DONE_STEP_TYPE_VALUES!r}")
