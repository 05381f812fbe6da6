from typing import Literal

WaitingFor = Literal["answer", "approval", "control", "help"]

WAITING_FOR_VALUES: set[WaitingFor] = {
    "answer",
    "approval",
    "control",
    "help",
}


def check_waiting_for(value: str) -> WaitingFor:
    if value in WAITING_FOR_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {WAITING_FOR_VALUES!r}")
