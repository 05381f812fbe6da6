from typing import Literal

EmulationReducedMotion = Literal["no-preference", "reduce"]

EMULATION_REDUCED_MOTION_VALUES: set[EmulationReducedMotion] = {
    "no-preference",
    "reduce",
}


def check_emulation_reduced_motion(value: str) -> EmulationReducedMotion:
    if value in EMULATION_REDUCED_MOTION_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {EMULATION_REDUCED_MOTION_VALUES!r}")
