from typing import Literal

AgentStatus = Literal["closed", "idle", "queued", "running", "waiting"]

AGENT_STATUS_VALUES: set[AgentStatus] = {
    "closed",
    "idle",
    "queued",
    "running",
    "waiting",
}


def check_agent_status(value: str) -> AgentStatus:
    if value in AGENT_STATUS_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {AGENT_STATUS_VALUES!r}")
