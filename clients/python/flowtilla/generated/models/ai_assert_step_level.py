from typing import Literal

AiAssertStepLevel = Literal["advisory", "error", "warn"]

AI_ASSERT_STEP_LEVEL_VALUES: set[AiAssertStepLevel] = {
    "advisory",
    "error",
    "warn",
}


def check_ai_assert_step_level(value: str) -> AiAssertStepLevel:
    if value in AI_ASSERT_STEP_LEVEL_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {AI_ASSERT_STEP_LEVEL_VALUES!r}")
