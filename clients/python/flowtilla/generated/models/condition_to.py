from typing import Literal

ConditionTo = Literal[
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

CONDITION_TO_VALUES: set[ConditionTo] = {
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


def check_condition_to(value: str) -> ConditionTo:
    if value in CONDITION_TO_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {CONDITION_TO_VALUES!r}")
