from typing import Literal

EmulateStepForcedColors = Literal["active", "none"]

EMULATE_STEP_FORCED_COLORS_VALUES: set[EmulateStepForcedColors] = {
    "active",
    "none",
}


def check_emulate_step_forced_colors(value: str) -> EmulateStepForcedColors:
    if value in EMULATE_STEP_FORCED_COLORS_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {EMULATE_STEP_FORCED_COLORS_VALUES!r}")
