from typing import Literal

SearchPageStepOnFailure = Literal["continue", "fail"]

SEARCH_PAGE_STEP_ON_FAILURE_VALUES: set[SearchPageStepOnFailure] = {
    "continue",
    "fail",
}


def check_search_page_step_on_failure(value: str) -> SearchPageStepOnFailure:
    if value in SEARCH_PAGE_STEP_ON_FAILURE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SEARCH_PAGE_STEP_ON_FAILURE_VALUES!r}")
