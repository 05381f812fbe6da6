from typing import Literal

ExtractStepOnFailure = Literal["continue", "fail"]

EXTRACT_STEP_ON_FAILURE_VALUES: set[ExtractStepOnFailure] = {
    "continue",
    "fail",
}


def check_extract_step_on_failure(value: str) -> ExtractStepOnFailure:
    if value in EXTRACT_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {EXTRACT_STEP_ON_FAILURE_VALUES!r}")
