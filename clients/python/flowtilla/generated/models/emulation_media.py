from typing import Literal

EmulationMedia = Literal["print", "screen"]

EMULATION_MEDIA_VALUES: set[EmulationMedia] = {
    "print",
    "screen",
}


def check_emulation_media(value: str) -> EmulationMedia:
    if value in EMULATION_MEDIA_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {EMULATION_MEDIA_VALUES!r}")
