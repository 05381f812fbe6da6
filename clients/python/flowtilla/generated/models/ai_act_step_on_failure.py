from typing import Literal

AiActStepOnFailure = Literal["continue", "fail"]

AI_ACT_STEP_ON_FAILURE_VALUES: set[AiActStepOnFailure] = {
    "continue",
    "fail",
}


def check_ai_act_step_on_failure(value: str) -> AiActStepOnFailure:
    if value in AI_ACT_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {AI_ACT_STEP_ON_FAILURE_VALUES!r}")
