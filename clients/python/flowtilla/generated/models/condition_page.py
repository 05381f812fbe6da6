from typing import Literal

ConditionPage = Literal["no_horizontal_overflow", "no_secrets"]

CONDITION_PAGE_VALUES: set[ConditionPage] = {
    "no_horizontal_overflow",
    "no_secrets",
}


def check_condition_page(value: str) -> ConditionPage:
    if value in CONDITION_PAGE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {CONDITION_PAGE_VALUES!r}")
