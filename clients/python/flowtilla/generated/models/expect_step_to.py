from typing import Literal

ExpectStepTo = Literal[
    "attached",
    "checked",
    "detached",
    "disabled",
    "editable",
    "empty",
    "enabled",
    "focused",
    "hidden",
    "in_viewport",
    "indeterminate",
    "loaded",
    "read_only",
    "unchecked",
    "unfocused",
    "visible",
]

EXPECT_STEP_TO_VALUES: set[ExpectStepTo] = {
    "attached",
    "checked",
    "detached",
    "disabled",
    "editable",
    "empty",
    "enabled",
    "focused",
    "hidden",
    "in_viewport",
    "indeterminate",
    "loaded",
    "read_only",
    "unchecked",
    "unfocused",
    "visible",
}


def check_expect_step_to(value: str) -> ExpectStepTo:
    if value in EXPECT_STEP_TO_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {EXPECT_STEP_TO_VALUES!r}")
