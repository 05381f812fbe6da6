from typing import Literal

ClockStepType = Literal["clock"]

CLOCK_STEP_TYPE_VALUES: set[ClockStepType] = {
    "clock",
}


def check_clock_step_type(value: str) -> ClockStepType:
    if value in CLOCK_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {CLOCK_STEP_TYPE_VALUES!r}")
