from typing import Literal

CommentStepOnFailure = Literal["continue", "fail"]

COMMENT_STEP_ON_FAILURE_VALUES: set[CommentStepOnFailure] = {
    "continue",
    "fail",
}


def check_comment_step_on_failure(value: str) -> CommentStepOnFailure:
    if value in COMMENT_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {COMMENT_STEP_ON_FAILURE_VALUES!r}")
