from typing import Literal

AiActStepType = Literal["ai_act"]

AI_ACT_STEP_TYPE_VALUES: set[AiActStepType] = {
    "ai_act",
}


def check_ai_act_step_type(value: str) -> AiActStepType:
    if value in AI_ACT_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {AI_ACT_STEP_TYPE_VALUES!r}")
