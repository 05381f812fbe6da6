from typing import Literal

BlockHostsStepType = Literal["block_hosts"]

BLOCK_HOSTS_STEP_TYPE_VALUES: set[BlockHostsStepType] = {
    "block_hosts",
}


def check_block_hosts_step_type(value: str) -> BlockHostsStepType:
    if value in BLOCK_HOSTS_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {BLOCK_HOSTS_STEP_TYPE_VALUES!r}")
