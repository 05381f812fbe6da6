from typing import Literal

ApprovalRequestedEventType = Literal["approval.requested"]

APPROVAL_REQUESTED_EVENT_TYPE_VALUES: set[ApprovalRequestedEventType] = {
    "approval.requested",
}


def check_approval_requested_event_type(value: str) -> ApprovalRequestedEventType:
    if value in APPROVAL_REQUESTED_EVENT_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {APPROVAL_REQUESTED_EVENT_TYPE_VALUES!r}")
