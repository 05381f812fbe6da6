from typing import Literal

HighlightStepOnFailure = Literal["continue", "fail"]

HIGHLIGHT_STEP_ON_FAILURE_VALUES: set[HighlightStepOnFailure] = {
    "continue",
    "fail",
}


def check_highlight_step_on_failure(value: str) -> HighlightStepOnFailure:
    if value in HIGHLIGHT_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {HIGHLIGHT_STEP_ON_FAILURE_VALUES!r}")
