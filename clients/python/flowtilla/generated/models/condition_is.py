from typing import Literal

ConditionIs = Literal["boolean", "empty", "integer", "list", "null", "number", "object", "string"]

CONDITION_IS_VALUES: set[ConditionIs] = {
    "boolean",
    "empty",
    "integer",
    "list",
    "null",
    "number",
    "object",
    "string",
}


def check_condition_is(value: str) -> ConditionIs:
    if value in CONDITION_IS_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {CONDITION_IS_VALUES!r}")
