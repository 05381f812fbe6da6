from typing import Literal

ConditionLevel = Literal["advisory", "error", "warn"]

CONDITION_LEVEL_VALUES: set[ConditionLevel] = {
    "advisory",
    "error",
    "warn",
}


def check_condition_level(value: str) -> ConditionLevel:
    if value in CONDITION_LEVEL_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {CONDITION_LEVEL_VALUES!r}")
