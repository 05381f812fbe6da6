from typing import Literal

GrantPermissionsStepType = Literal["grant_permissions"]

GRANT_PERMISSIONS_STEP_TYPE_VALUES: set[GrantPermissionsStepType] = {
    "grant_permissions",
}


def check_grant_permissions_step_type(value: str) -> GrantPermissionsStepType:
    if value in GRANT_PERMISSIONS_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {GRANT_PERMISSIONS_STEP_TYPE_VALUES!r}")
