from typing import Literal

FlowEvidenceNetwork = Literal["off", "on", "retain_on_failure"]

FLOW_EVIDENCE_NETWORK_VALUES: set[FlowEvidenceNetwork] = {
    "off",
    "on",
    "retain_on_failure",
}


def check_flow_evidence_network(value: str) -> FlowEvidenceNetwork:
    if value in FLOW_EVIDENCE_NETWORK_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {FLOW_EVIDENCE_NETWORK_VALUES!r}")
