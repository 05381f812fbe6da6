from typing import Literal

DenyPermissionsStepType = Literal["deny_permissions"]

DENY_PERMISSIONS_STEP_TYPE_VALUES: set[DenyPermissionsStepType] = {
    "deny_permissions",
}


def check_deny_permissions_step_type(value: str) -> DenyPermissionsStepType:
    if value in DENY_PERMISSIONS_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {DENY_PERMISSIONS_STEP_TYPE_VALUES!r}")
