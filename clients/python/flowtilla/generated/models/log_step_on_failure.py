from typing import Literal

LogStepOnFailure = Literal["continue", "fail"]

LOG_STEP_ON_FAILURE_VALUES: set[LogStepOnFailure] = {
    "continue",
    "fail",
}


def check_log_step_on_failure(value: str) -> LogStepOnFailure:
    if value in LOG_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {LOG_STEP_ON_FAILURE_VALUES!r}")
