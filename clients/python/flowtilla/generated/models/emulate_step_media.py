from typing import Literal

EmulateStepMedia = Literal["print", "screen"]

EMULATE_STEP_MEDIA_VALUES: set[EmulateStepMedia] = {
    "print",
    "screen",
}


def check_emulate_step_media(value: str) -> EmulateStepMedia:
    if value in EMULATE_STEP_MEDIA_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {EMULATE_STEP_MEDIA_VALUES!r}")
