from typing import Literal

AskStepType = Literal["ask"]

ASK_STEP_TYPE_VALUES: set[AskStepType] = {
    "ask",
}


def check_ask_step_type(value: str) -> AskStepType:
    if value in ASK_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {ASK_STEP_TYPE_VALUES!r}")
