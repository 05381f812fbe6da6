from typing import Literal

WebauthnStepOnFailure = Literal["continue", "fail"]

WEBAUTHN_STEP_ON_FAILURE_VALUES: set[WebauthnStepOnFailure] = {
    "continue",
    "fail",
}


def check_webauthn_step_on_failure(value: str) -> WebauthnStepOnFailure:
    if value in WEBAUTHN_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {WEBAUTHN_STEP_ON_FAILURE_VALUES!r}")
