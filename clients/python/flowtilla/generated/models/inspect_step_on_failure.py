from typing import Literal

InspectStepOnFailure = Literal["continue", "fail"]

INSPECT_STEP_ON_FAILURE_VALUES: set[InspectStepOnFailure] = {
    "continue",
    "fail",
}


def check_inspect_step_on_failure(value: str) -> InspectStepOnFailure:
    if value in INSPECT_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {INSPECT_STEP_ON_FAILURE_VALUES!r}")
