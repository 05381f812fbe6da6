from typing import Literal

ExpectStepLevel = Literal["advisory", "error", "warn"]

EXPECT_STEP_LEVEL_VALUES: set[ExpectStepLevel] = {
    "advisory",
    "error",
    "warn",
}


def check_expect_step_level(value: str) -> ExpectStepLevel:
    if value in EXPECT_STEP_LEVEL_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {EXPECT_STEP_LEVEL_VALUES!r}")
