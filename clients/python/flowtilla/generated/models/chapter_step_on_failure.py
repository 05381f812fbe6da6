from typing import Literal

ChapterStepOnFailure = Literal["continue", "fail"]

CHAPTER_STEP_ON_FAILURE_VALUES: set[ChapterStepOnFailure] = {
    "continue",
    "fail",
}


def check_chapter_step_on_failure(value: str) -> ChapterStepOnFailure:
    if value in CHAPTER_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {CHAPTER_STEP_ON_FAILURE_VALUES!r}")
