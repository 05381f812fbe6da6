from typing import Literal

WebVitalsStepType = Literal["web_vitals"]

WEB_VITALS_STEP_TYPE_VALUES: set[WebVitalsStepType] = {
    "web_vitals",
}


def check_web_vitals_step_type(value: str) -> WebVitalsStepType:
    if value in WEB_VITALS_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {WEB_VITALS_STEP_TYPE_VALUES!r}")
