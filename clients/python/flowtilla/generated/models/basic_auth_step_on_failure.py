from typing import Literal

BasicAuthStepOnFailure = Literal["continue", "fail"]

BASIC_AUTH_STEP_ON_FAILURE_VALUES: set[BasicAuthStepOnFailure] = {
    "continue",
    "fail",
}


def check_basic_auth_step_on_failure(value: str) -> BasicAuthStepOnFailure:
    if value in BASIC_AUTH_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {BASIC_AUTH_STEP_ON_FAILURE_VALUES!r}")
