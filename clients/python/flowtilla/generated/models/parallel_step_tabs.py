from typing import Literal

ParallelStepTabs = Literal["own", "shared"]

PARALLEL_STEP_TABS_VALUES: set[ParallelStepTabs] = {
    "own",
    "shared",
}


def check_parallel_step_tabs(value: str) -> ParallelStepTabs:
    if value in PARALLEL_STEP_TABS_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {PARALLEL_STEP_TABS_VALUES!r}")
