from typing import Literal

DragStepOnFailure = Literal["continue", "fail"]

DRAG_STEP_ON_FAILURE_VALUES: set[DragStepOnFailure] = {
    "continue",
    "fail",
}


def check_drag_step_on_failure(value: str) -> DragStepOnFailure:
    if value in DRAG_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {DRAG_STEP_ON_FAILURE_VALUES!r}")
