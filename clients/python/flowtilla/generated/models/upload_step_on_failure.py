from typing import Literal

UploadStepOnFailure = Literal["continue", "fail"]

UPLOAD_STEP_ON_FAILURE_VALUES: set[UploadStepOnFailure] = {
    "continue",
    "fail",
}


def check_upload_step_on_failure(value: str) -> UploadStepOnFailure:
    if value in UPLOAD_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {UPLOAD_STEP_ON_FAILURE_VALUES!r}")
