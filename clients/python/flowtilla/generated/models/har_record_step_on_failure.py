from typing import Literal

HarRecordStepOnFailure = Literal["continue", "fail"]

HAR_RECORD_STEP_ON_FAILURE_VALUES: set[HarRecordStepOnFailure] = {
    "continue",
    "fail",
}


def check_har_record_step_on_failure(value: str) -> HarRecordStepOnFailure:
    if value in HAR_RECORD_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {HAR_RECORD_STEP_ON_FAILURE_VALUES!r}")
