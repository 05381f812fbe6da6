from typing import Literal

SetHeadersStepType = Literal["set_headers"]

SET_HEADERS_STEP_TYPE_VALUES: set[SetHeadersStepType] = {
    "set_headers",
}


def check_set_headers_step_type(value: str) -> SetHeadersStepType:
    if value in SET_HEADERS_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SET_HEADERS_STEP_TYPE_VALUES!r}")
