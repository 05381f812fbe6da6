from typing import Literal

ExpectStepPage = Literal["no_horizontal_overflow", "no_secrets"]

EXPECT_STEP_PAGE_VALUES: set[ExpectStepPage] = {
    "no_horizontal_overflow",
    "no_secrets",
}


def check_expect_step_page(value: str) -> ExpectStepPage:
    if value in EXPECT_STEP_PAGE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {EXPECT_STEP_PAGE_VALUES!r}")
