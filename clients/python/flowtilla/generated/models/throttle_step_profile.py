from typing import Literal

ThrottleStepProfile = Literal["fast_4g", "none", "slow_3g", "slow_4g"]

THROTTLE_STEP_PROFILE_VALUES: set[ThrottleStepProfile] = {
    "fast_4g",
    "none",
    "slow_3g",
    "slow_4g",
}


def check_throttle_step_profile(value: str) -> ThrottleStepProfile:
    if value in THROTTLE_STEP_PROFILE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {THROTTLE_STEP_PROFILE_VALUES!r}")
