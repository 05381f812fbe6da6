from typing import Literal

TravelStepType = Literal["travel"]

TRAVEL_STEP_TYPE_VALUES: set[TravelStepType] = {
    "travel",
}


def check_travel_step_type(value: str) -> TravelStepType:
    if value in TRAVEL_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {TRAVEL_STEP_TYPE_VALUES!r}")
