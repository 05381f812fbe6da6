from typing import Literal

RunFlowStepType = Literal["run_flow"]

RUN_FLOW_STEP_TYPE_VALUES: set[RunFlowStepType] = {
    "run_flow",
}


def check_run_flow_step_type(value: str) -> RunFlowStepType:
    if value in RUN_FLOW_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {RUN_FLOW_STEP_TYPE_VALUES!r}")
