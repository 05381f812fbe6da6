from typing import Literal

DragStepType = Literal["drag"]

DRAG_STEP_TYPE_VALUES: set[DragStepType] = {
    "drag",
}


def check_drag_step_type(value: str) -> DragStepType:
    if value in DRAG_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {DRAG_STEP_TYPE_VALUES!r}")
