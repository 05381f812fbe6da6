from typing import Literal

AiWaitStepType = Literal["ai_wait"]

AI_WAIT_STEP_TYPE_VALUES: set[AiWaitStepType] = {
    "ai_wait",
}


def check_ai_wait_step_type(value: str) -> AiWaitStepType:
    if value in AI_WAIT_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {AI_WAIT_STEP_TYPE_VALUES!r}")
