from typing import Literal

UncheckStepOnFailure = Literal["continue", "fail"]

UNCHECK_STEP_ON_FAILURE_VALUES: set[UncheckStepOnFailure] = {
    "continue",
    "fail",
}


def check_uncheck_step_on_failure(value: str) -> UncheckStepOnFailure:
    if value in UNCHECK_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {UNCHECK_STEP_ON_FAILURE_VALUES!r}")
