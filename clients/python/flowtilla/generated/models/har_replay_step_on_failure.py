from typing import Literal

HarReplayStepOnFailure = Literal["continue", "fail"]

HAR_REPLAY_STEP_ON_FAILURE_VALUES: set[HarReplayStepOnFailure] = {
    "continue",
    "fail",
}


def check_har_replay_step_on_failure(value: str) -> HarReplayStepOnFailure:
    if value in HAR_REPLAY_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {HAR_REPLAY_STEP_ON_FAILURE_VALUES!r}")
