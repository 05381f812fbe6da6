from typing import Literal

SnapshotAriaStepType = Literal["snapshot_aria"]

SNAPSHOT_ARIA_STEP_TYPE_VALUES: set[SnapshotAriaStepType] = {
    "snapshot_aria",
}


def check_snapshot_aria_step_type(value: str) -> SnapshotAriaStepType:
    if value in SNAPSHOT_ARIA_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SNAPSHOT_ARIA_STEP_TYPE_VALUES!r}")
