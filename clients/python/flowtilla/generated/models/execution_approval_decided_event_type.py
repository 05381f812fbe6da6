from typing import Literal

ExecutionApprovalDecidedEventType = Literal["execution.approval_decided"]

EXECUTION_APPROVAL_DECIDED_EVENT_TYPE_VALUES: set[ExecutionApprovalDecidedEventType] = {
    "execution.approval_decided",
}


def check_execution_approval_decided_event_type(value: str) -> ExecutionApprovalDecidedEventType:
    if value in EXECUTION_APPROVAL_DECIDED_EVENT_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {EXECUTION_APPROVAL_DECIDED_EVENT_TYPE_VALUES!r}")
