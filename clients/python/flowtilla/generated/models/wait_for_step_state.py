from typing import Literal

WaitForStepState = Literal[
    "attached",
    "checked",
    "detached",
    "disabled",
    "editable",
    "empty",
    "enabled",
    "focused",
    "hidden",
    "in_viewport",
    "indeterminate",
    "loaded",
    "read_only",
    "unchecked",
    "unfocused",
    "visible",
]

WAIT_FOR_STEP_STATE_VALUES: set[WaitForStepState] = {
    "attached",
    "checked",
    "detached",
    "disabled",
    "editable",
    "empty",
    "enabled",
    "focused",
    "hidden",
    "in_viewport",
    "indeterminate",
    "loaded",
    "read_only",
    "unchecked",
    "unfocused",
    "visible",
}


def check_wait_for_step_state(value: str) -> WaitForStepState:
    if value in WAIT_FOR_STEP_STATE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {WAIT_FOR_STEP_STATE_VALUES!r}")
