from typing import Literal

RepeatUntilPassesStepType = Literal["repeat_until_passes"]

REPEAT_UNTIL_PASSES_STEP_TYPE_VALUES: set[RepeatUntilPassesStepType] = {
    "repeat_until_passes",
}


def check_repeat_until_passes_step_type(value: str) -> RepeatUntilPassesStepType:
    if value in REPEAT_UNTIL_PASSES_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {REPEAT_UNTIL_PASSES_STEP_TYPE_VALUES!r}")
