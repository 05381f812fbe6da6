from typing import Literal

DownloadFinishedEventType = Literal["download.finished"]

DOWNLOAD_FINISHED_EVENT_TYPE_VALUES: set[DownloadFinishedEventType] = {
    "download.finished",
}


def check_download_finished_event_type(value: str) -> DownloadFinishedEventType:
    if value in DOWNLOAD_FINISHED_EVENT_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {DOWNLOAD_FINISHED_EVENT_TYPE_VALUES!r}")
