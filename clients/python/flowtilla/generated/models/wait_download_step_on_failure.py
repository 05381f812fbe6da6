from typing import Literal

WaitDownloadStepOnFailure = Literal["continue", "fail"]

WAIT_DOWNLOAD_STEP_ON_FAILURE_VALUES: set[WaitDownloadStepOnFailure] = {
    "continue",
    "fail",
}


def check_wait_download_step_on_failure(value: str) -> WaitDownloadStepOnFailure:
    if value in WAIT_DOWNLOAD_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {WAIT_DOWNLOAD_STEP_ON_FAILURE_VALUES!r}")
