from typing import Literal

DialogOpenedEventType = Literal["dialog.opened"]

DIALOG_OPENED_EVENT_TYPE_VALUES: set[DialogOpenedEventType] = {
    "dialog.opened",
}


def check_dialog_opened_event_type(value: str) -> DialogOpenedEventType:
    if value in DIALOG_OPENED_EVENT_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {DIALOG_OPENED_EVENT_TYPE_VALUES!r}")
