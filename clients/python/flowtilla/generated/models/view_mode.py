from typing import Literal

ViewMode = Literal["control", "view"]

VIEW_MODE_VALUES: set[ViewMode] = {
    "control",
    "view",
}


def check_view_mode(value: str) -> ViewMode:
    if value in VIEW_MODE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {VIEW_MODE_VALUES!r}")
