from typing import Literal

FakeMediaStepCamera = Literal["denied", "none", "on"]

FAKE_MEDIA_STEP_CAMERA_VALUES: set[FakeMediaStepCamera] = {
    "denied",
    "none",
    "on",
}


def check_fake_media_step_camera(value: str) -> FakeMediaStepCamera:
    if value in FAKE_MEDIA_STEP_CAMERA_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {FAKE_MEDIA_STEP_CAMERA_VALUES!r}")
