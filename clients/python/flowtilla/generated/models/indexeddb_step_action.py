from typing import Literal

IndexeddbStepAction = Literal["clear"]

INDEXEDDB_STEP_ACTION_VALUES: set[IndexeddbStepAction] = {
    "clear",
}


def check_indexeddb_step_action(value: str) -> IndexeddbStepAction:
    if value in INDEXEDDB_STEP_ACTION_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {INDEXEDDB_STEP_ACTION_VALUES!r}")
