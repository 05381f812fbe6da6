from typing import Literal

EvaluateStepOnFailure = Literal["continue", "fail"]

EVALUATE_STEP_ON_FAILURE_VALUES: set[EvaluateStepOnFailure] = {
    "continue",
    "fail",
}


def check_evaluate_step_on_failure(value: str) -> EvaluateStepOnFailure:
    if value in EVALUATE_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {EVALUATE_STEP_ON_FAILURE_VALUES!r}")
