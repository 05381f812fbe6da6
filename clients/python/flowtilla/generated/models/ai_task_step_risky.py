from typing import Literal

AiTaskStepRisky = Literal["allow", "ask", "refuse"]

AI_TASK_STEP_RISKY_VALUES: set[AiTaskStepRisky] = {
    "allow",
    "ask",
    "refuse",
}


def check_ai_task_step_risky(value: str) -> AiTaskStepRisky:
    if value in AI_TASK_STEP_RISKY_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {AI_TASK_STEP_RISKY_VALUES!r}")
