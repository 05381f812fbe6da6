from typing import Literal

ApprovalDecidedEventType = Literal["approval.decided"]

APPROVAL_DECIDED_EVENT_TYPE_VALUES: set[ApprovalDecidedEventType] = {
    "approval.decided",
}


def check_approval_decided_event_type(value: str) -> ApprovalDecidedEventType:
    if value in APPROVAL_DECIDED_EVENT_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {APPROVAL_DECIDED_EVENT_TYPE_VALUES!r}")
