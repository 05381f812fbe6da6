from typing import Literal

EvaluateStepType = Literal["evaluate"]

EVALUATE_STEP_TYPE_VALUES: set[EvaluateStepType] = {
    "evaluate",
}


def check_evaluate_step_type(value: str) -> EvaluateStepType:
    if value in EVALUATE_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {EVALUATE_STEP_TYPE_VALUES!r}")
