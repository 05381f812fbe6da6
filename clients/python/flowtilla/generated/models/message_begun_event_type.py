from typing import Literal

MessageBegunEventType = Literal["message.begun"]

MESSAGE_BEGUN_EVENT_TYPE_VALUES: set[MessageBegunEventType] = {
    "message.begun",
}


def check_message_begun_event_type(value: str) -> MessageBegunEventType:
    if value in MESSAGE_BEGUN_EVENT_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {MESSAGE_BEGUN_EVENT_TYPE_VALUES!r}")
