from typing import Literal

ParallelStepType = Literal["parallel"]

PARALLEL_STEP_TYPE_VALUES: set[ParallelStepType] = {
    "parallel",
}


def check_parallel_step_type(value: str) -> ParallelStepType:
    if value in PARALLEL_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {PARALLEL_STEP_TYPE_VALUES!r}")
