from typing import Literal

EvidenceKeptEventType = Literal["evidence.kept"]

EVIDENCE_KEPT_EVENT_TYPE_VALUES: set[EvidenceKeptEventType] = {
    "evidence.kept",
}


def check_evidence_kept_event_type(value: str) -> EvidenceKeptEventType:
    if value in EVIDENCE_KEPT_EVENT_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {EVIDENCE_KEPT_EVENT_TYPE_VALUES!r}")
