from typing import Literal

RecordMetricStepOnFailure = Literal["continue", "fail"]

RECORD_METRIC_STEP_ON_FAILURE_VALUES: set[RecordMetricStepOnFailure] = {
    "continue",
    "fail",
}


def check_record_metric_step_on_failure(value: str) -> RecordMetricStepOnFailure:
    if value in RECORD_METRIC_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {RECORD_METRIC_STEP_ON_FAILURE_VALUES!r}")
