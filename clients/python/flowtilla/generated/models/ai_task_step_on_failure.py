from typing import Literal

AiTaskStepOnFailure = Literal["continue", "fail"]

AI_TASK_STEP_ON_FAILURE_VALUES: set[AiTaskStepOnFailure] = {
    "continue",
    "fail",
}


def check_ai_task_step_on_failure(value: str) -> AiTaskStepOnFailure:
    if value in AI_TASK_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {AI_TASK_STEP_ON_FAILURE_VALUES!r}")
