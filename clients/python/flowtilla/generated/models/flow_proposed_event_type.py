from typing import Literal

FlowProposedEventType = Literal["flow.proposed"]

FLOW_PROPOSED_EVENT_TYPE_VALUES: set[FlowProposedEventType] = {
    "flow.proposed",
}


def check_flow_proposed_event_type(value: str) -> FlowProposedEventType:
    if value in FLOW_PROPOSED_EVENT_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {FLOW_PROPOSED_EVENT_TYPE_VALUES!r}")
