from typing import Literal

ArtifactAddedEventType = Literal["artifact.added"]

ARTIFACT_ADDED_EVENT_TYPE_VALUES: set[ArtifactAddedEventType] = {
    "artifact.added",
}


def check_artifact_added_event_type(value: str) -> ArtifactAddedEventType:
    if value in ARTIFACT_ADDED_EVENT_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {ARTIFACT_ADDED_EVENT_TYPE_VALUES!r}")
