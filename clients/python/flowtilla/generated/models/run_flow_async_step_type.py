from typing import Literal

RunFlowAsyncStepType = Literal["run_flow_async"]

RUN_FLOW_ASYNC_STEP_TYPE_VALUES: set[RunFlowAsyncStepType] = {
    "run_flow_async",
}


def check_run_flow_async_step_type(value: str) -> RunFlowAsyncStepType:
    if value in RUN_FLOW_ASYNC_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {RUN_FLOW_ASYNC_STEP_TYPE_VALUES!r}")
