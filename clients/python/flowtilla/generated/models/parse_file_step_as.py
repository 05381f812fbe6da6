from typing import Literal

ParseFileStepAs = Literal["csv", "json", "pdf", "text"]

PARSE_FILE_STEP_AS_VALUES: set[ParseFileStepAs] = {
    "csv",
    "json",
    "pdf",
    "text",
}


def check_parse_file_step_as(value: str) -> ParseFileStepAs:
    if value in PARSE_FILE_STEP_AS_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {PARSE_FILE_STEP_AS_VALUES!r}")
