from typing import Literal

FileDeletedEventType = Literal["file.deleted"]

FILE_DELETED_EVENT_TYPE_VALUES: set[FileDeletedEventType] = {
    "file.deleted",
}


def check_file_deleted_event_type(value: str) -> FileDeletedEventType:
    if value in FILE_DELETED_EVENT_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {FILE_DELETED_EVENT_TYPE_VALUES!r}")
