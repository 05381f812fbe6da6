from typing import Literal

CommentStepType = Literal["comment"]

COMMENT_STEP_TYPE_VALUES: set[CommentStepType] = {
    "comment",
}


def check_comment_step_type(value: str) -> CommentStepType:
    if value in COMMENT_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {COMMENT_STEP_TYPE_VALUES!r}")
