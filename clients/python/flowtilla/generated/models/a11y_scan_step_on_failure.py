from typing import Literal

A11YScanStepOnFailure = Literal["continue", "fail"]

A11Y_SCAN_STEP_ON_FAILURE_VALUES: set[A11YScanStepOnFailure] = {
    "continue",
    "fail",
}


def check_a11y_scan_step_on_failure(value: str) -> A11YScanStepOnFailure:
    if value in A11Y_SCAN_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {A11Y_SCAN_STEP_ON_FAILURE_VALUES!r}")
