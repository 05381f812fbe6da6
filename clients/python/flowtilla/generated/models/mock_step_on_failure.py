from typing import Literal

MockStepOnFailure = Literal["continue", "fail"]

MOCK_STEP_ON_FAILURE_VALUES: set[MockStepOnFailure] = {
    "continue",
    "fail",
}


def check_mock_step_on_failure(value: str) -> MockStepOnFailure:
    if value in MOCK_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {MOCK_STEP_ON_FAILURE_VALUES!r}")
