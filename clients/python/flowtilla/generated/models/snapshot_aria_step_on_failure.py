from typing import Literal

SnapshotAriaStepOnFailure = Literal["continue", "fail"]

SNAPSHOT_ARIA_STEP_ON_FAILURE_VALUES: set[SnapshotAriaStepOnFailure] = {
    "continue",
    "fail",
}


def check_snapshot_aria_step_on_failure(value: str) -> SnapshotAriaStepOnFailure:
    if value in SNAPSHOT_ARIA_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SNAPSHOT_ARIA_STEP_ON_FAILURE_VALUES!r}")
