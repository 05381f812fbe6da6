from typing import Literal

ErrorKind = Literal[
    "ambiguous",
    "assertion",
    "budget",
    "crash",
    "dialog",
    "model",
    "navigation",
    "not_actionable",
    "not_found",
    "refused",
    "script",
    "timeout",
]

ERROR_KIND_VALUES: set[ErrorKind] = {
    "ambiguous",
    "assertion",
    "budget",
    "crash",
    "dialog",
    "model",
    "navigation",
    "not_actionable",
    "not_found",
    "refused",
    "script",
    "timeout",
}


def check_error_kind(value: str) -> ErrorKind:
    if value in ERROR_KIND_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {ERROR_KIND_VALUES!r}")
