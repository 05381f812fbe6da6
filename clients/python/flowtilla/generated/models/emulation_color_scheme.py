from typing import Literal

EmulationColorScheme = Literal["dark", "light", "no-preference"]

EMULATION_COLOR_SCHEME_VALUES: set[EmulationColorScheme] = {
    "dark",
    "light",
    "no-preference",
}


def check_emulation_color_scheme(value: str) -> EmulationColorScheme:
    if value in EMULATION_COLOR_SCHEME_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {EMULATION_COLOR_SCHEME_VALUES!r}")
