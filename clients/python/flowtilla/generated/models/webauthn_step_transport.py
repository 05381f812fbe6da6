from typing import Literal

WebauthnStepTransport = Literal["ble", "internal", "nfc", "usb"]

WEBAUTHN_STEP_TRANSPORT_VALUES: set[WebauthnStepTransport] = {
    "ble",
    "internal",
    "nfc",
    "usb",
}


def check_webauthn_step_transport(value: str) -> WebauthnStepTransport:
    if value in WEBAUTHN_STEP_TRANSPORT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {WEBAUTHN_STEP_TRANSPORT_VALUES!r}")
