from typing import Literal

HttpRequestStepOnFailure = Literal["continue", "fail"]

HTTP_REQUEST_STEP_ON_FAILURE_VALUES: set[HttpRequestStepOnFailure] = {
    "continue",
    "fail",
}


def check_http_request_step_on_failure(value: str) -> HttpRequestStepOnFailure:
    if value in HTTP_REQUEST_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {HTTP_REQUEST_STEP_ON_FAILURE_VALUES!r}")
