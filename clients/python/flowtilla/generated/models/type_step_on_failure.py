from typing import Literal

TypeStepOnFailure = Literal["continue", "fail"]

TYPE_STEP_ON_FAILURE_VALUES: set[TypeStepOnFailure] = {
    "continue",
    "fail",
}


def check_type_step_on_failure(value: str) -> TypeStepOnFailure:
    if value in TYPE_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {TYPE_STEP_ON_FAILURE_VALUES!r}")
