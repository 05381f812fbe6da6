from typing import Literal

SessionCreatedEventType = Literal["session.created"]

SESSION_CREATED_EVENT_TYPE_VALUES: set[SessionCreatedEventType] = {
    "session.created",
}


def check_session_created_event_type(value: str) -> SessionCreatedEventType:
    if value in SESSION_CREATED_EVENT_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SESSION_CREATED_EVENT_TYPE_VALUES!r}")
