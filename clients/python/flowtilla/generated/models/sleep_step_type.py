from typing import Literal

SleepStepType = Literal["sleep"]

SLEEP_STEP_TYPE_VALUES: set[SleepStepType] = {
    "sleep",
}


def check_sleep_step_type(value: str) -> SleepStepType:
    if value in SLEEP_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SLEEP_STEP_TYPE_VALUES!r}")
