from typing import Literal

FileSavedEventType = Literal["file.saved"]

FILE_SAVED_EVENT_TYPE_VALUES: set[FileSavedEventType] = {
    "file.saved",
}


def check_file_saved_event_type(value: str) -> FileSavedEventType:
    if value in FILE_SAVED_EVENT_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {FILE_SAVED_EVENT_TYPE_VALUES!r}")
