from typing import Literal

EmulateStepColorScheme = Literal["dark", "light", "no-preference"]

EMULATE_STEP_COLOR_SCHEME_VALUES: set[EmulateStepColorScheme] = {
    "dark",
    "light",
    "no-preference",
}


def check_emulate_step_color_scheme(value: str) -> EmulateStepColorScheme:
    if value in EMULATE_STEP_COLOR_SCHEME_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {EMULATE_STEP_COLOR_SCHEME_VALUES!r}")
