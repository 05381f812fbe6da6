from typing import Literal

DownloadStepOnFailure = Literal["continue", "fail"]

DOWNLOAD_STEP_ON_FAILURE_VALUES: set[DownloadStepOnFailure] = {
    "continue",
    "fail",
}


def check_download_step_on_failure(value: str) -> DownloadStepOnFailure:
    if value in DOWNLOAD_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {DOWNLOAD_STEP_ON_FAILURE_VALUES!r}")
