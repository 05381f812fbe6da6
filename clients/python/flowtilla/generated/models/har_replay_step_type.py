from typing import Literal

HarReplayStepType = Literal["har_replay"]

HAR_REPLAY_STEP_TYPE_VALUES: set[HarReplayStepType] = {
    "har_replay",
}


def check_har_replay_step_type(value: str) -> HarReplayStepType:
    if value in HAR_REPLAY_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {HAR_REPLAY_STEP_TYPE_VALUES!r}")
