from typing import Literal

MessageAddedEventType = Literal["message.added"]

MESSAGE_ADDED_EVENT_TYPE_VALUES: set[MessageAddedEventType] = {
    "message.added",
}


def check_message_added_event_type(value: str) -> MessageAddedEventType:
    if value in MESSAGE_ADDED_EVENT_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {MESSAGE_ADDED_EVENT_TYPE_VALUES!r}")
