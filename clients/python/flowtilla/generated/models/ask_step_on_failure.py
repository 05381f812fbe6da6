from typing import Literal

AskStepOnFailure = Literal["continue", "fail"]

ASK_STEP_ON_FAILURE_VALUES: set[AskStepOnFailure] = {
    "continue",
    "fail",
}


def check_ask_step_on_failure(value: str) -> AskStepOnFailure:
    if value in ASK_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {ASK_STEP_ON_FAILURE_VALUES!r}")
