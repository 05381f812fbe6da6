from typing import Literal

DownloadStepType = Literal["download"]

DOWNLOAD_STEP_TYPE_VALUES: set[DownloadStepType] = {
    "download",
}


def check_download_step_type(value: str) -> DownloadStepType:
    if value in DOWNLOAD_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {DOWNLOAD_STEP_TYPE_VALUES!r}")
