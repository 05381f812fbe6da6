from typing import Literal

MockWsStepType = Literal["mock_ws"]

MOCK_WS_STEP_TYPE_VALUES: set[MockWsStepType] = {
    "mock_ws",
}


def check_mock_ws_step_type(value: str) -> MockWsStepType:
    if value in MOCK_WS_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {MOCK_WS_STEP_TYPE_VALUES!r}")
