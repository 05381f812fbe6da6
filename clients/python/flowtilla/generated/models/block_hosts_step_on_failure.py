from typing import Literal

BlockHostsStepOnFailure = Literal["continue", "fail"]

BLOCK_HOSTS_STEP_ON_FAILURE_VALUES: set[BlockHostsStepOnFailure] = {
    "continue",
    "fail",
}


def check_block_hosts_step_on_failure(value: str) -> BlockHostsStepOnFailure:
    if value in BLOCK_HOSTS_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {BLOCK_HOSTS_STEP_ON_FAILURE_VALUES!r}")
