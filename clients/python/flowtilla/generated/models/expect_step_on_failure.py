from typing import Literal

ExpectStepOnFailure = Literal["continue", "fail"]

EXPECT_STEP_ON_FAILURE_VALUES: set[ExpectStepOnFailure] = {
    "continue",
    "fail",
}


def check_expect_step_on_failure(value: str) -> ExpectStepOnFailure:
    if value in EXPECT_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {EXPECT_STEP_ON_FAILURE_VALUES!r}")
