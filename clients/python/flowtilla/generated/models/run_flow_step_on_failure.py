from typing import Literal

RunFlowStepOnFailure = Literal["continue", "fail"]

RUN_FLOW_STEP_ON_FAILURE_VALUES: set[RunFlowStepOnFailure] = {
    "continue",
    "fail",
}


def check_run_flow_step_on_failure(value: str) -> RunFlowStepOnFailure:
    if value in RUN_FLOW_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {RUN_FLOW_STEP_ON_FAILURE_VALUES!r}")
