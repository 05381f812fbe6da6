from typing import Literal

DenyPermissionsStepOnFailure = Literal["continue", "fail"]

DENY_PERMISSIONS_STEP_ON_FAILURE_VALUES: set[DenyPermissionsStepOnFailure] = {
    "continue",
    "fail",
}


def check_deny_permissions_step_on_failure(value: str) -> DenyPermissionsStepOnFailure:
    if value in DENY_PERMISSIONS_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {DENY_PERMISSIONS_STEP_ON_FAILURE_VALUES!r}")
