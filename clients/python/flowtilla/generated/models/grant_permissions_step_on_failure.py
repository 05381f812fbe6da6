from typing import Literal

GrantPermissionsStepOnFailure = Literal["continue", "fail"]

GRANT_PERMISSIONS_STEP_ON_FAILURE_VALUES: set[GrantPermissionsStepOnFailure] = {
    "continue",
    "fail",
}


def check_grant_permissions_step_on_failure(value: str) -> GrantPermissionsStepOnFailure:
    if value in GRANT_PERMISSIONS_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {GRANT_PERMISSIONS_STEP_ON_FAILURE_VALUES!r}")
