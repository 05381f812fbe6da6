from typing import Literal

AiAssertStepType = Literal["ai_assert"]

AI_ASSERT_STEP_TYPE_VALUES: set[AiAssertStepType] = {
    "ai_assert",
}


def check_ai_assert_step_type(value: str) -> AiAssertStepType:
    if value in AI_ASSERT_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {AI_ASSERT_STEP_TYPE_VALUES!r}")
