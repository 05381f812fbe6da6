from typing import Literal

HighlightStepType = Literal["highlight"]

HIGHLIGHT_STEP_TYPE_VALUES: set[HighlightStepType] = {
    "highlight",
}


def check_highlight_step_type(value: str) -> HighlightStepType:
    if value in HIGHLIGHT_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {HIGHLIGHT_STEP_TYPE_VALUES!r}")
