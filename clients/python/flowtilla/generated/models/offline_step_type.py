from typing import Literal

OfflineStepType = Literal["offline"]

OFFLINE_STEP_TYPE_VALUES: set[OfflineStepType] = {
    "offline",
}


def check_offline_step_type(value: str) -> OfflineStepType:
    if value in OFFLINE_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {OFFLINE_STEP_TYPE_VALUES!r}")
