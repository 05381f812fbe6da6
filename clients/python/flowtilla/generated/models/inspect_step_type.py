from typing import Literal

InspectStepType = Literal["inspect"]

INSPECT_STEP_TYPE_VALUES: set[InspectStepType] = {
    "inspect",
}


def check_inspect_step_type(value: str) -> InspectStepType:
    if value in INSPECT_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {INSPECT_STEP_TYPE_VALUES!r}")
