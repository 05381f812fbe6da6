from typing import Literal

NotifyStepType = Literal["notify"]

NOTIFY_STEP_TYPE_VALUES: set[NotifyStepType] = {
    "notify",
}


def check_notify_step_type(value: str) -> NotifyStepType:
    if value in NOTIFY_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {NOTIFY_STEP_TYPE_VALUES!r}")
