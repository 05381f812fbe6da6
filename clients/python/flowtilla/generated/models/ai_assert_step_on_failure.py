from typing import Literal

AiAssertStepOnFailure = Literal["continue", "fail"]

AI_ASSERT_STEP_ON_FAILURE_VALUES: set[AiAssertStepOnFailure] = {
    "continue",
    "fail",
}


def check_ai_assert_step_on_failure(value: str) -> AiAssertStepOnFailure:
    if value in AI_ASSERT_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {AI_ASSERT_STEP_ON_FAILURE_VALUES!r}")
