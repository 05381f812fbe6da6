from typing import Literal

UploadStepType = Literal["upload"]

UPLOAD_STEP_TYPE_VALUES: set[UploadStepType] = {
    "upload",
}


def check_upload_step_type(value: str) -> UploadStepType:
    if value in UPLOAD_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {UPLOAD_STEP_TYPE_VALUES!r}")
