from typing import Literal

BreakpointStepOnFailure = Literal["continue", "fail"]

BREAKPOINT_STEP_ON_FAILURE_VALUES: set[BreakpointStepOnFailure] = {
    "continue",
    "fail",
}


def check_breakpoint_step_on_failure(value: str) -> BreakpointStepOnFailure:
    if value in BREAKPOINT_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {BREAKPOINT_STEP_ON_FAILURE_VALUES!r}")
