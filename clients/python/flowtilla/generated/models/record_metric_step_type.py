from typing import Literal

RecordMetricStepType = Literal["record_metric"]

RECORD_METRIC_STEP_TYPE_VALUES: set[RecordMetricStepType] = {
    "record_metric",
}


def check_record_metric_step_type(value: str) -> RecordMetricStepType:
    if value in RECORD_METRIC_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {RECORD_METRIC_STEP_TYPE_VALUES!r}")
