from typing import Literal

WebhookStepOnFailure = Literal["continue", "fail"]

WEBHOOK_STEP_ON_FAILURE_VALUES: set[WebhookStepOnFailure] = {
    "continue",
    "fail",
}


def check_webhook_step_on_failure(value: str) -> WebhookStepOnFailure:
    if value in WEBHOOK_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {WEBHOOK_STEP_ON_FAILURE_VALUES!r}")
