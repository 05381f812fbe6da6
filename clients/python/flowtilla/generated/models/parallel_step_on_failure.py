from typing import Literal

ParallelStepOnFailure = Literal["continue", "fail"]

PARALLEL_STEP_ON_FAILURE_VALUES: set[ParallelStepOnFailure] = {
    "continue",
    "fail",
}


def check_parallel_step_on_failure(value: str) -> ParallelStepOnFailure:
    if value in PARALLEL_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {PARALLEL_STEP_ON_FAILURE_VALUES!r}")
