from typing import Literal

FlowEvidenceVideo = Literal["off", "on", "retain_on_failure"]

FLOW_EVIDENCE_VIDEO_VALUES: set[FlowEvidenceVideo] = {
    "off",
    "on",
    "retain_on_failure",
}


def check_flow_evidence_video(value: str) -> FlowEvidenceVideo:
    if value in FLOW_EVIDENCE_VIDEO_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {FLOW_EVIDENCE_VIDEO_VALUES!r}")
