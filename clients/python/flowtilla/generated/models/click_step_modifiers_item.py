from typing import Literal

ClickStepModifiersItem = Literal["Alt", "Control", "Meta", "Shift"]

CLICK_STEP_MODIFIERS_ITEM_VALUES: set[ClickStepModifiersItem] = {
    "Alt",
    "Control",
    "Meta",
    "Shift",
}


def check_click_step_modifiers_item(value: str) -> ClickStepModifiersItem:
    if value in CLICK_STEP_MODIFIERS_ITEM_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {CLICK_STEP_MODIFIERS_ITEM_VALUES!r}")
