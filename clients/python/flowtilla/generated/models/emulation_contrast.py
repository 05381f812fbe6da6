from typing import Literal

EmulationContrast = Literal["more", "no-preference"]

EMULATION_CONTRAST_VALUES: set[EmulationContrast] = {
    "more",
    "no-preference",
}


def check_emulation_contrast(value: str) -> EmulationContrast:
    if value in EMULATION_CONTRAST_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {EMULATION_CONTRAST_VALUES!r}")
