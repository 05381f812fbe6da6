from typing import Literal

IndexeddbStepType = Literal["indexeddb"]

INDEXEDDB_STEP_TYPE_VALUES: set[IndexeddbStepType] = {
    "indexeddb",
}


def check_indexeddb_step_type(value: str) -> IndexeddbStepType:
    if value in INDEXEDDB_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {INDEXEDDB_STEP_TYPE_VALUES!r}")
