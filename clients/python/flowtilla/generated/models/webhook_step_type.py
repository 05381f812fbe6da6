from typing import Literal

WebhookStepType = Literal["webhook"]

WEBHOOK_STEP_TYPE_VALUES: set[WebhookStepType] = {
    "webhook",
}


def check_webhook_step_type(value: str) -> WebhookStepType:
    if value in WEBHOOK_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {WEBHOOK_STEP_TYPE_VALUES!r}")
