from typing import Literal

AiExtractStepType = Literal["ai_extract"]

AI_EXTRACT_STEP_TYPE_VALUES: set[AiExtractStepType] = {
    "ai_extract",
}


def check_ai_extract_step_type(value: str) -> AiExtractStepType:
    if value in AI_EXTRACT_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {AI_EXTRACT_STEP_TYPE_VALUES!r}")
