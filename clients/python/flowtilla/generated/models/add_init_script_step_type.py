from typing import Literal

AddInitScriptStepType = Literal["add_init_script"]

ADD_INIT_SCRIPT_STEP_TYPE_VALUES: set[AddInitScriptStepType] = {
    "add_init_script",
}


def check_add_init_script_step_type(value: str) -> AddInitScriptStepType:
    if value in ADD_INIT_SCRIPT_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {ADD_INIT_SCRIPT_STEP_TYPE_VALUES!r}")
