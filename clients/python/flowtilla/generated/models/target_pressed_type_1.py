from typing import Literal

TargetPressedType1 = Literal["mixed"]

TARGET_PRESSED_TYPE_1_VALUES: set[TargetPressedType1] = {
    "mixed",
}


def check_target_pressed_type_1(value: str) -> TargetPressedType1:
    if value in TARGET_PRESSED_TYPE_1_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {TARGET_PRESSED_TYPE_1_VALUES!r}")
