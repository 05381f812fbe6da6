from typing import Literal

AnnotateStepOnFailure = Literal["continue", "fail"]

ANNOTATE_STEP_ON_FAILURE_VALUES: set[AnnotateStepOnFailure] = {
    "continue",
    "fail",
}


def check_annotate_step_on_failure(value: str) -> AnnotateStepOnFailure:
    if value in ANNOTATE_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {ANNOTATE_STEP_ON_FAILURE_VALUES!r}")
