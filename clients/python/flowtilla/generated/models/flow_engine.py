from typing import Literal

FlowEngine = Literal["auto", "full", "shell"]

FLOW_ENGINE_VALUES: set[FlowEngine] = {
    "auto",
    "full",
    "shell",
}


def check_flow_engine(value: str) -> FlowEngine:
    if value in FLOW_ENGINE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {FLOW_ENGINE_VALUES!r}")
