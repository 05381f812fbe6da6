from typing import Literal

ApprovalAnswer = Literal["approve", "deny"]

APPROVAL_ANSWER_VALUES: set[ApprovalAnswer] = {
    "approve",
    "deny",
}


def check_approval_answer(value: str) -> ApprovalAnswer:
    if value in APPROVAL_ANSWER_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {APPROVAL_ANSWER_VALUES!r}")
