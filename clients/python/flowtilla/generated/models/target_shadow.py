from typing import Literal

TargetShadow = Literal["closed", "open"]

TARGET_SHADOW_VALUES: set[TargetShadow] = {
    "closed",
    "open",
}


def check_target_shadow(value: str) -> TargetShadow:
    if value in TARGET_SHADOW_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {TARGET_SHADOW_VALUES!r}")
