from typing import Literal

MouseStepButton = Literal["left", "middle", "right"]

MOUSE_STEP_BUTTON_VALUES: set[MouseStepButton] = {
    "left",
    "middle",
    "right",
}


def check_mouse_step_button(value: str) -> MouseStepButton:
    if value in MOUSE_STEP_BUTTON_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {MOUSE_STEP_BUTTON_VALUES!r}")
