from typing import Literal

AiTaskStepType = Literal["ai_task"]

AI_TASK_STEP_TYPE_VALUES: set[AiTaskStepType] = {
    "ai_task",
}


def check_ai_task_step_type(value: str) -> AiTaskStepType:
    if value in AI_TASK_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {AI_TASK_STEP_TYPE_VALUES!r}")
