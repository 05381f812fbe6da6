from typing import Literal

GrantPermissionsStepPermissionsItem = Literal[
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

GRANT_PERMISSIONS_STEP_PERMISSIONS_ITEM_VALUES: set[GrantPermissionsStepPermissionsItem] = {
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


def check_grant_permissions_step_permissions_item(value: str) -> GrantPermissionsStepPermissionsItem:
    if value in GRANT_PERMISSIONS_STEP_PERMISSIONS_ITEM_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {GRANT_PERMISSIONS_STEP_PERMISSIONS_ITEM_VALUES!r}")
