from typing import Literal

FlowEvidenceOutline = Literal["never", "on_failure"]

FLOW_EVIDENCE_OUTLINE_VALUES: set[FlowEvidenceOutline] = {
    "never",
    "on_failure",
}


def check_flow_evidence_outline(value: str) -> FlowEvidenceOutline:
    if value in FLOW_EVIDENCE_OUTLINE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {FLOW_EVIDENCE_OUTLINE_VALUES!r}")
