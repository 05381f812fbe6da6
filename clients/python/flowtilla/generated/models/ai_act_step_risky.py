from typing import Literal

AiActStepRisky = Literal["allow", "ask", "refuse"]

AI_ACT_STEP_RISKY_VALUES: set[AiActStepRisky] = {
    "allow",
    "ask",
    "refuse",
}


def check_ai_act_step_risky(value: str) -> AiActStepRisky:
    if value in AI_ACT_STEP_RISKY_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {AI_ACT_STEP_RISKY_VALUES!r}")
