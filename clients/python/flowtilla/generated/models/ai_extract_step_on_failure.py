from typing import Literal

AiExtractStepOnFailure = Literal["continue", "fail"]

AI_EXTRACT_STEP_ON_FAILURE_VALUES: set[AiExtractStepOnFailure] = {
    "continue",
    "fail",
}


def check_ai_extract_step_on_failure(value: str) -> AiExtractStepOnFailure:
    if value in AI_EXTRACT_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {AI_EXTRACT_STEP_ON_FAILURE_VALUES!r}")
