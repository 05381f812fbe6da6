from typing import Literal

TravelStepOnFailure = Literal["continue", "fail"]

TRAVEL_STEP_ON_FAILURE_VALUES: set[TravelStepOnFailure] = {
    "continue",
    "fail",
}


def check_travel_step_on_failure(value: str) -> TravelStepOnFailure:
    if value in TRAVEL_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {TRAVEL_STEP_ON_FAILURE_VALUES!r}")
