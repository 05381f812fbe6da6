from typing import Literal

TargetCheckedType1 = Literal["mixed"]

TARGET_CHECKED_TYPE_1_VALUES: set[TargetCheckedType1] = {
    "mixed",
}


def check_target_checked_type_1(value: str) -> TargetCheckedType1:
    if value in TARGET_CHECKED_TYPE_1_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {TARGET_CHECKED_TYPE_1_VALUES!r}")
