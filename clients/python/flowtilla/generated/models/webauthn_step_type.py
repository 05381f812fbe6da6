from typing import Literal

WebauthnStepType = Literal["webauthn"]

WEBAUTHN_STEP_TYPE_VALUES: set[WebauthnStepType] = {
    "webauthn",
}


def check_webauthn_step_type(value: str) -> WebauthnStepType:
    if value in WEBAUTHN_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {WEBAUTHN_STEP_TYPE_VALUES!r}")
