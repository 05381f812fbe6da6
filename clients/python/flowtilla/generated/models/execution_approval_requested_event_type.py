from typing import Literal

ExecutionApprovalRequestedEventType = Literal["execution.approval_requested"]

EXECUTION_APPROVAL_REQUESTED_EVENT_TYPE_VALUES: set[ExecutionApprovalRequestedEventType] = {
    "execution.approval_requested",
}


def check_execution_approval_requested_event_type(value: str) -> ExecutionApprovalRequestedEventType:
    if value in EXECUTION_APPROVAL_REQUESTED_EVENT_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {EXECUTION_APPROVAL_REQUESTED_EVENT_TYPE_VALUES!r}")
