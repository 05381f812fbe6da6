from typing import Literal

AnnotateStepType = Literal["annotate"]

ANNOTATE_STEP_TYPE_VALUES: set[AnnotateStepType] = {
    "annotate",
}


def check_annotate_step_type(value: str) -> AnnotateStepType:
    if value in ANNOTATE_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {ANNOTATE_STEP_TYPE_VALUES!r}")
