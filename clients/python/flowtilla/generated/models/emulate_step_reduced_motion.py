from typing import Literal

EmulateStepReducedMotion = Literal["no-preference", "reduce"]

EMULATE_STEP_REDUCED_MOTION_VALUES: set[EmulateStepReducedMotion] = {
    "no-preference",
    "reduce",
}


def check_emulate_step_reduced_motion(value: str) -> EmulateStepReducedMotion:
    if value in EMULATE_STEP_REDUCED_MOTION_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {EMULATE_STEP_REDUCED_MOTION_VALUES!r}")
