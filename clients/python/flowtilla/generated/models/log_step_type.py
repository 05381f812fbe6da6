from typing import Literal

LogStepType = Literal["log"]

LOG_STEP_TYPE_VALUES: set[LogStepType] = {
    "log",
}


def check_log_step_type(value: str) -> LogStepType:
    if value in LOG_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LOG_STEP_TYPE_VALUES!r}")
