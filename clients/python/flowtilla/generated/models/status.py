from typing import Literal

Status = Literal["cancelled", "errored", "failed", "passed", "queued", "running", "waiting"]

STATUS_VALUES: set[Status] = {
    "cancelled",
    "errored",
    "failed",
    "passed",
    "queued",
    "running",
    "waiting",
}


def check_status(value: str) -> Status:
    if value in STATUS_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {STATUS_VALUES!r}")
