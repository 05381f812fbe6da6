from typing import Literal

ParseFileStepOnFailure = Literal["continue", "fail"]

PARSE_FILE_STEP_ON_FAILURE_VALUES: set[ParseFileStepOnFailure] = {
    "continue",
    "fail",
}


def check_parse_file_step_on_failure(value: str) -> ParseFileStepOnFailure:
    if value in PARSE_FILE_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {PARSE_FILE_STEP_ON_FAILURE_VALUES!r}")
