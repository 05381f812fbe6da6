from typing import Literal

CaptureRequestsStepType = Literal["capture_requests"]

CAPTURE_REQUESTS_STEP_TYPE_VALUES: set[CaptureRequestsStepType] = {
    "capture_requests",
}


def check_capture_requests_step_type(value: str) -> CaptureRequestsStepType:
    if value in CAPTURE_REQUESTS_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {CAPTURE_REQUESTS_STEP_TYPE_VALUES!r}")
