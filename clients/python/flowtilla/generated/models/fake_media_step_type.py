from typing import Literal

FakeMediaStepType = Literal["fake_media"]

FAKE_MEDIA_STEP_TYPE_VALUES: set[FakeMediaStepType] = {
    "fake_media",
}


def check_fake_media_step_type(value: str) -> FakeMediaStepType:
    if value in FAKE_MEDIA_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {FAKE_MEDIA_STEP_TYPE_VALUES!r}")
