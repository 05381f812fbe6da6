from typing import Literal

ReloadStepOnFailure = Literal["continue", "fail"]

RELOAD_STEP_ON_FAILURE_VALUES: set[ReloadStepOnFailure] = {
    "continue",
    "fail",
}


def check_reload_step_on_failure(value: str) -> ReloadStepOnFailure:
    if value in RELOAD_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {RELOAD_STEP_ON_FAILURE_VALUES!r}")
