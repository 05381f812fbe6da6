from typing import Literal

MockStepType = Literal["mock"]

MOCK_STEP_TYPE_VALUES: set[MockStepType] = {
    "mock",
}


def check_mock_step_type(value: str) -> MockStepType:
    if value in MOCK_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {MOCK_STEP_TYPE_VALUES!r}")
