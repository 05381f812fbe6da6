from typing import Literal

ExtractStepWhat = Literal["attribute", "box", "count", "html", "list", "options", "table", "text", "value"]

EXTRACT_STEP_WHAT_VALUES: set[ExtractStepWhat] = {
    "attribute",
    "box",
    "count",
    "html",
    "list",
    "options",
    "table",
    "text",
    "value",
}


def check_extract_step_what(value: str) -> ExtractStepWhat:
    if value in EXTRACT_STEP_WHAT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {EXTRACT_STEP_WHAT_VALUES!r}")
