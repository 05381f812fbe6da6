from typing import Literal

ClipboardStepAction = Literal["get", "set"]

CLIPBOARD_STEP_ACTION_VALUES: set[ClipboardStepAction] = {
    "get",
    "set",
}


def check_clipboard_step_action(value: str) -> ClipboardStepAction:
    if value in CLIPBOARD_STEP_ACTION_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {CLIPBOARD_STEP_ACTION_VALUES!r}")
