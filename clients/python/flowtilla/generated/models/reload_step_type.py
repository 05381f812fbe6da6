from typing import Literal

ReloadStepType = Literal["reload"]

RELOAD_STEP_TYPE_VALUES: set[ReloadStepType] = {
    "reload",
}


def check_reload_step_type(value: str) -> ReloadStepType:
    if value in RELOAD_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {RELOAD_STEP_TYPE_VALUES!r}")
