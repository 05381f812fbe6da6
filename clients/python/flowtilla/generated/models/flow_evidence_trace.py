from typing import Literal

FlowEvidenceTrace = Literal["off", "on", "retain_on_failure"]

FLOW_EVIDENCE_TRACE_VALUES: set[FlowEvidenceTrace] = {
    "off",
    "on",
    "retain_on_failure",
}


def check_flow_evidence_trace(value: str) -> FlowEvidenceTrace:
    if value in FLOW_EVIDENCE_TRACE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {FLOW_EVIDENCE_TRACE_VALUES!r}")
