from typing import Literal

MouseStepAction = Literal["click", "down", "move", "up", "wheel"]

MOUSE_STEP_ACTION_VALUES: set[MouseStepAction] = {
    "click",
    "down",
    "move",
    "up",
    "wheel",
}


def check_mouse_step_action(value: str) -> MouseStepAction:
    if value in MOUSE_STEP_ACTION_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {MOUSE_STEP_ACTION_VALUES!r}")
