from typing import Literal

BasicAuthStepType = Literal["basic_auth"]

BASIC_AUTH_STEP_TYPE_VALUES: set[BasicAuthStepType] = {
    "basic_auth",
}


def check_basic_auth_step_type(value: str) -> BasicAuthStepType:
    if value in BASIC_AUTH_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {BASIC_AUTH_STEP_TYPE_VALUES!r}")
