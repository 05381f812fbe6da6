from typing import Literal

ClipboardStepOnFailure = Literal["continue", "fail"]

CLIPBOARD_STEP_ON_FAILURE_VALUES: set[ClipboardStepOnFailure] = {
    "continue",
    "fail",
}


def check_clipboard_step_on_failure(value: str) -> ClipboardStepOnFailure:
    if value in CLIPBOARD_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {CLIPBOARD_STEP_ON_FAILURE_VALUES!r}")
