from typing import Literal

AiLocateStepOnFailure = Literal["continue", "fail"]

AI_LOCATE_STEP_ON_FAILURE_VALUES: set[AiLocateStepOnFailure] = {
    "continue",
    "fail",
}


def check_ai_locate_step_on_failure(value: str) -> AiLocateStepOnFailure:
    if value in AI_LOCATE_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {AI_LOCATE_STEP_ON_FAILURE_VALUES!r}")
