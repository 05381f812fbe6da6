from typing import Literal

RepeatUntilPassesStepOnFailure = Literal["continue", "fail"]

REPEAT_UNTIL_PASSES_STEP_ON_FAILURE_VALUES: set[RepeatUntilPassesStepOnFailure] = {
    "continue",
    "fail",
}


def check_repeat_until_passes_step_on_failure(value: str) -> RepeatUntilPassesStepOnFailure:
    if value in REPEAT_UNTIL_PASSES_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {REPEAT_UNTIL_PASSES_STEP_ON_FAILURE_VALUES!r}")
