from typing import Literal

ClickStepButton = Literal["left", "middle", "right"]

CLICK_STEP_BUTTON_VALUES: set[ClickStepButton] = {
    "left",
    "middle",
    "right",
}


def check_click_step_button(value: str) -> ClickStepButton:
    if value in CLICK_STEP_BUTTON_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {CLICK_STEP_BUTTON_VALUES!r}")
