from typing import Literal

ExpectStepIs = Literal["boolean", "empty", "integer", "list", "null", "number", "object", "string"]

EXPECT_STEP_IS_VALUES: set[ExpectStepIs] = {
    "boolean",
    "empty",
    "integer",
    "list",
    "null",
    "number",
    "object",
    "string",
}


def check_expect_step_is(value: str) -> ExpectStepIs:
    if value in EXPECT_STEP_IS_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {EXPECT_STEP_IS_VALUES!r}")
