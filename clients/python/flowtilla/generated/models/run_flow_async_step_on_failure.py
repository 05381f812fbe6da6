from typing import Literal

RunFlowAsyncStepOnFailure = Literal["continue", "fail"]

RUN_FLOW_ASYNC_STEP_ON_FAILURE_VALUES: set[RunFlowAsyncStepOnFailure] = {
    "continue",
    "fail",
}


def check_run_flow_async_step_on_failure(value: str) -> RunFlowAsyncStepOnFailure:
    if value in RUN_FLOW_ASYNC_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {RUN_FLOW_ASYNC_STEP_ON_FAILURE_VALUES!r}")
