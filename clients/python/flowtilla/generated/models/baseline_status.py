from typing import Literal

BaselineStatus = Literal["approved", "proposed", "rejected", "superseded"]

BASELINE_STATUS_VALUES: set[BaselineStatus] = {
    "approved",
    "proposed",
    "rejected",
    "superseded",
}


def check_baseline_status(value: str) -> BaselineStatus:
    if value in BASELINE_STATUS_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {BASELINE_STATUS_VALUES!r}")
