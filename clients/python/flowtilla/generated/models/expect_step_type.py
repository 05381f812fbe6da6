from typing import Literal

ExpectStepType = Literal["expect"]

EXPECT_STEP_TYPE_VALUES: set[ExpectStepType] = {
    "expect",
}


def check_expect_step_type(value: str) -> ExpectStepType:
    if value in EXPECT_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {EXPECT_STEP_TYPE_VALUES!r}")
