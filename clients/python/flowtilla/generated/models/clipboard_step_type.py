from typing import Literal

ClipboardStepType = Literal["clipboard"]

CLIPBOARD_STEP_TYPE_VALUES: set[ClipboardStepType] = {
    "clipboard",
}


def check_clipboard_step_type(value: str) -> ClipboardStepType:
    if value in CLIPBOARD_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {CLIPBOARD_STEP_TYPE_VALUES!r}")
