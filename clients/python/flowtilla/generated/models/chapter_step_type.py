from typing import Literal

ChapterStepType = Literal["chapter"]

CHAPTER_STEP_TYPE_VALUES: set[ChapterStepType] = {
    "chapter",
}


def check_chapter_step_type(value: str) -> ChapterStepType:
    if value in CHAPTER_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {CHAPTER_STEP_TYPE_VALUES!r}")
