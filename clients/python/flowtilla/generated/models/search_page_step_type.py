from typing import Literal

SearchPageStepType = Literal["search_page"]

SEARCH_PAGE_STEP_TYPE_VALUES: set[SearchPageStepType] = {
    "search_page",
}


def check_search_page_step_type(value: str) -> SearchPageStepType:
    if value in SEARCH_PAGE_STEP_TYPE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {SEARCH_PAGE_STEP_TYPE_VALUES!r}")
