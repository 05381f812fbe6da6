from typing import Literal

AiLocateStepType = Literal["ai_locate"]

AI_LOCATE_STEP_TYPE_VALUES: set[AiLocateStepType] = {
    "ai_locate",
}


def check_ai_locate_step_type(value: str) -> AiLocateStepType:
    if value in AI_LOCATE_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {AI_LOCATE_STEP_TYPE_VALUES!r}")
