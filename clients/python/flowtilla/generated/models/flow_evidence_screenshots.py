from typing import Literal

FlowEvidenceScreenshots = Literal["always", "never", "on_failure"]

FLOW_EVIDENCE_SCREENSHOTS_VALUES: set[FlowEvidenceScreenshots] = {
    "always",
    "never",
    "on_failure",
}


def check_flow_evidence_screenshots(value: str) -> FlowEvidenceScreenshots:
    if value in FLOW_EVIDENCE_SCREENSHOTS_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {FLOW_EVIDENCE_SCREENSHOTS_VALUES!r}")
