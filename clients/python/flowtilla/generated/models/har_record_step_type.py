from typing import Literal

HarRecordStepType = Literal["har_record"]

HAR_RECORD_STEP_TYPE_VALUES: set[HarRecordStepType] = {
    "har_record",
}


def check_har_record_step_type(value: str) -> HarRecordStepType:
    if value in HAR_RECORD_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {HAR_RECORD_STEP_TYPE_VALUES!r}")
