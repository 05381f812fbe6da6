from typing import Literal

WebVitalsStepOnFailure = Literal["continue", "fail"]

WEB_VITALS_STEP_ON_FAILURE_VALUES: set[WebVitalsStepOnFailure] = {
    "continue",
    "fail",
}


def check_web_vitals_step_on_failure(value: str) -> WebVitalsStepOnFailure:
    if value in WEB_VITALS_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {WEB_VITALS_STEP_ON_FAILURE_VALUES!r}")
