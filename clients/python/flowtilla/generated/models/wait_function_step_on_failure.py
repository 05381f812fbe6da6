from typing import Literal

WaitFunctionStepOnFailure = Literal["continue", "fail"]

WAIT_FUNCTION_STEP_ON_FAILURE_VALUES: set[WaitFunctionStepOnFailure] = {
    "continue",
    "fail",
}


def check_wait_function_step_on_failure(value: str) -> WaitFunctionStepOnFailure:
    if value in WAIT_FUNCTION_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {WAIT_FUNCTION_STEP_ON_FAILURE_VALUES!r}")
