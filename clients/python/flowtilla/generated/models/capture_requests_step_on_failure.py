from typing import Literal

CaptureRequestsStepOnFailure = Literal["continue", "fail"]

CAPTURE_REQUESTS_STEP_ON_FAILURE_VALUES: set[CaptureRequestsStepOnFailure] = {
    "continue",
    "fail",
}


def check_capture_requests_step_on_failure(value: str) -> CaptureRequestsStepOnFailure:
    if value in CAPTURE_REQUESTS_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {CAPTURE_REQUESTS_STEP_ON_FAILURE_VALUES!r}")
