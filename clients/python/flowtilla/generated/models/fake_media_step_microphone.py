from typing import Literal

FakeMediaStepMicrophone = Literal["denied", "none", "on"]

FAKE_MEDIA_STEP_MICROPHONE_VALUES: set[FakeMediaStepMicrophone] = {
    "denied",
    "none",
    "on",
}


def check_fake_media_step_microphone(value: str) -> FakeMediaStepMicrophone:
    if value in FAKE_MEDIA_STEP_MICROPHONE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {FAKE_MEDIA_STEP_MICROPHONE_VALUES!r}")
