from typing import Literal

A11YScanStepType = Literal["a11y_scan"]

A11Y_SCAN_STEP_TYPE_VALUES: set[A11YScanStepType] = {
    "a11y_scan",
}


def check_a11y_scan_step_type(value: str) -> A11YScanStepType:
    if value in A11Y_SCAN_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {A11Y_SCAN_STEP_TYPE_VALUES!r}")
