from typing import Literal

EmulationForcedColors = Literal["active", "none"]

EMULATION_FORCED_COLORS_VALUES: set[EmulationForcedColors] = {
    "active",
    "none",
}


def check_emulation_forced_colors(value: str) -> EmulationForcedColors:
    if value in EMULATION_FORCED_COLORS_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {EMULATION_FORCED_COLORS_VALUES!r}")
