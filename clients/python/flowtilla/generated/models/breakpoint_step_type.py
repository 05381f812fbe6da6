from typing import Literal

BreakpointStepType = Literal["breakpoint"]

BREAKPOINT_STEP_TYPE_VALUES: set[BreakpointStepType] = {
    "breakpoint",
}


def check_breakpoint_step_type(value: str) -> BreakpointStepType:
    if value in BREAKPOINT_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {BREAKPOINT_STEP_TYPE_VALUES!r}")
