from typing import Literal

ParseFileStepAs = Literal["csv", "docx", "json", "pdf", "text", "xlsx"]

PARSE_FILE_STEP_AS_VALUES: set[ParseFileStepAs] = {
    "csv",
    "docx",
    "json",
    "pdf",
    "text",
    "xlsx",
}


def check_parse_file_step_as(value: str) -> ParseFileStepAs:
    if value in PARSE_FILE_STEP_AS_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {PARSE_FILE_STEP_AS_VALUES!r}")
