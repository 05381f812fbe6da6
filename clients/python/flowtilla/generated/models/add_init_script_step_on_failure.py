from typing import Literal

AddInitScriptStepOnFailure = Literal["continue", "fail"]

ADD_INIT_SCRIPT_STEP_ON_FAILURE_VALUES: set[AddInitScriptStepOnFailure] = {
    "continue",
    "fail",
}


def check_add_init_script_step_on_failure(value: str) -> AddInitScriptStepOnFailure:
    if value in ADD_INIT_SCRIPT_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {ADD_INIT_SCRIPT_STEP_ON_FAILURE_VALUES!r}")
