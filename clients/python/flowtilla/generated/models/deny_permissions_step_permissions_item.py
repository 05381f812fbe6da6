from typing import Literal

DenyPermissionsStepPermissionsItem = Literal[
    "accelerometer",
    "ambient-light-sensor",
    "background-sync",
    "camera",
    "clipboard-read",
    "clipboard-write",
    "geolocation",
    "gyroscope",
    "local-fonts",
    "magnetometer",
    "microphone",
    "midi",
    "notifications",
    "payment-handler",
    "persistent-storage",
    "screen-wake-lock",
    "storage-access",
    "window-management",
]

DENY_PERMISSIONS_STEP_PERMISSIONS_ITEM_VALUES: set[DenyPermissionsStepPermissionsItem] = {
    "accelerometer",
    "ambient-light-sensor",
    "background-sync",
    "camera",
    "clipboard-read",
    "clipboard-write",
    "geolocation",
    "gyroscope",
    "local-fonts",
    "magnetometer",
    "microphone",
    "midi",
    "notifications",
    "payment-handler",
    "persistent-storage",
    "screen-wake-lock",
    "storage-access",
    "window-management",
}


def check_deny_permissions_step_permissions_item(value: str) -> DenyPermissionsStepPermissionsItem:
    if value in DENY_PERMISSIONS_STEP_PERMISSIONS_ITEM_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {DENY_PERMISSIONS_STEP_PERMISSIONS_ITEM_VALUES!r}")
