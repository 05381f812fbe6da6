from typing import Literal

IndexeddbStepOnFailure = Literal["continue", "fail"]

INDEXEDDB_STEP_ON_FAILURE_VALUES: set[IndexeddbStepOnFailure] = {
    "continue",
    "fail",
}


def check_indexeddb_step_on_failure(value: str) -> IndexeddbStepOnFailure:
    if value in INDEXEDDB_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {INDEXEDDB_STEP_ON_FAILURE_VALUES!r}")
