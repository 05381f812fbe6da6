from typing import Literal

WaitFunctionStepType = Literal["wait_function"]

WAIT_FUNCTION_STEP_TYPE_VALUES: set[WaitFunctionStepType] = {
    "wait_function",
}


def check_wait_function_step_type(value: str) -> WaitFunctionStepType:
    if value in WAIT_FUNCTION_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {WAIT_FUNCTION_STEP_TYPE_VALUES!r}")
