from typing import Literal

SetHeadersStepOnFailure = Literal["continue", "fail"]

SET_HEADERS_STEP_ON_FAILURE_VALUES: set[SetHeadersStepOnFailure] = {
    "continue",
    "fail",
}


def check_set_headers_step_on_failure(value: str) -> SetHeadersStepOnFailure:
    if value in SET_HEADERS_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SET_HEADERS_STEP_ON_FAILURE_VALUES!r}")
