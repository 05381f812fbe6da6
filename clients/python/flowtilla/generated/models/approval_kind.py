from typing import Literal

ApprovalKind = Literal["help", "question", "tool"]

APPROVAL_KIND_VALUES: set[ApprovalKind] = {
    "help",
    "question",
    "tool",
}


def check_approval_kind(value: str) -> ApprovalKind:
    if value in APPROVAL_KIND_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {APPROVAL_KIND_VALUES!r}")
