from typing import Literal

TypeStepType = Literal["type"]

TYPE_STEP_TYPE_VALUES: set[TypeStepType] = {
    "type",
}


def check_type_step_type(value: str) -> TypeStepType:
    if value in TYPE_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {TYPE_STEP_TYPE_VALUES!r}")
