from typing import Literal

UncheckStepType = Literal["uncheck"]

UNCHECK_STEP_TYPE_VALUES: set[UncheckStepType] = {
    "uncheck",
}


def check_uncheck_step_type(value: str) -> UncheckStepType:
    if value in UNCHECK_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {UNCHECK_STEP_TYPE_VALUES!r}")
