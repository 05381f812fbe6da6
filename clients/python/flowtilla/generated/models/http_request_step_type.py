from typing import Literal

HttpRequestStepType = Literal["http_request"]

HTTP_REQUEST_STEP_TYPE_VALUES: set[HttpRequestStepType] = {
    "http_request",
}


def check_http_request_step_type(value: str) -> HttpRequestStepType:
    if value in HTTP_REQUEST_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {HTTP_REQUEST_STEP_TYPE_VALUES!r}")
