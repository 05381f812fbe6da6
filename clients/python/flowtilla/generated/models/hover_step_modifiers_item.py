from typing import Literal

HoverStepModifiersItem = Literal["Alt", "Control", "Meta", "Shift"]

HOVER_STEP_MODIFIERS_ITEM_VALUES: set[HoverStepModifiersItem] = {
    "Alt",
    "Control",
    "Meta",
    "Shift",
}


def check_hover_step_modifiers_item(value: str) -> HoverStepModifiersItem:
    if value in HOVER_STEP_MODIFIERS_ITEM_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {HOVER_STEP_MODIFIERS_ITEM_VALUES!r}")
