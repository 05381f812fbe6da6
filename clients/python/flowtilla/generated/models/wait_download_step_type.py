from typing import Literal

WaitDownloadStepType = Literal["wait_download"]

WAIT_DOWNLOAD_STEP_TYPE_VALUES: set[WaitDownloadStepType] = {
    "wait_download",
}


def check_wait_download_step_type(value: str) -> WaitDownloadStepType:
    if value in WAIT_DOWNLOAD_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {WAIT_DOWNLOAD_STEP_TYPE_VALUES!r}")
