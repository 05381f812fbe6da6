from typing import Literal

ParseFileStepType = Literal["parse_file"]

PARSE_FILE_STEP_TYPE_VALUES: set[ParseFileStepType] = {
    "parse_file",
}


def check_parse_file_step_type(value: str) -> ParseFileStepType:
    if value in PARSE_FILE_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {PARSE_FILE_STEP_TYPE_VALUES!r}")
