from typing import Literal

WebauthnStepProtocol = Literal["ctap2", "u2f"]

WEBAUTHN_STEP_PROTOCOL_VALUES: set[WebauthnStepProtocol] = {
    "ctap2",
    "u2f",
}


def check_webauthn_step_protocol(value: str) -> WebauthnStepProtocol:
    if value in WEBAUTHN_STEP_PROTOCOL_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {WEBAUTHN_STEP_PROTOCOL_VALUES!r}")
