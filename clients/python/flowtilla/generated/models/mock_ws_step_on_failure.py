from typing import Literal

MockWsStepOnFailure = Literal["continue", "fail"]

MOCK_WS_STEP_ON_FAILURE_VALUES: set[MockWsStepOnFailure] = {
    "continue",
    "fail",
}


def check_mock_ws_step_on_failure(value: str) -> MockWsStepOnFailure:
    if value in MOCK_WS_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {MOCK_WS_STEP_ON_FAILURE_VALUES!r}")
