from typing import Literal

FakeMediaStepOnFailure = Literal["continue", "fail"]

FAKE_MEDIA_STEP_ON_FAILURE_VALUES: set[FakeMediaStepOnFailure] = {
    "continue",
    "fail",
}


def check_fake_media_step_on_failure(value: str) -> FakeMediaStepOnFailure:
    if value in FAKE_MEDIA_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {FAKE_MEDIA_STEP_ON_FAILURE_VALUES!r}")
