from typing import Literal

Engine = Literal["auto", "full", "shell"]

ENGINE_VALUES: set[Engine] = {
    "auto",
    "full",
    "shell",
}


def check_engine(value: str) -> Engine:
    if value in ENGINE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {ENGINE_VALUES!r}")
