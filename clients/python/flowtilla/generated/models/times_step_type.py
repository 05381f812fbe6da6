from typing import Literal

TimesStepType = Literal["times"]

TIMES_STEP_TYPE_VALUES: set[TimesStepType] = {
    "times",
}


def check_times_step_type(value: str) -> TimesStepType:
    if value in TIMES_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {TIMES_STEP_TYPE_VALUES!r}")
