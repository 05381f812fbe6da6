from typing import Literal

WebauthnStepAction = Literal["add", "remove"]

WEBAUTHN_STEP_ACTION_VALUES: set[WebauthnStepAction] = {
    "add",
    "remove",
}


def check_webauthn_step_action(value: str) -> WebauthnStepAction:
    if value in WEBAUTHN_STEP_ACTION_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {WEBAUTHN_STEP_ACTION_VALUES!r}")
