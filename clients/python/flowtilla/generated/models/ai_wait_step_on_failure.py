from typing import Literal

AiWaitStepOnFailure = Literal["continue", "fail"]

AI_WAIT_STEP_ON_FAILURE_VALUES: set[AiWaitStepOnFailure] = {
    "continue",
    "fail",
}


def check_ai_wait_step_on_failure(value: str) -> AiWaitStepOnFailure:
    if value in AI_WAIT_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {AI_WAIT_STEP_ON_FAILURE_VALUES!r}")
