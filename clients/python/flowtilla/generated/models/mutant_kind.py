from typing import Literal

MutantKind = Literal[
    "answer_empty",
    "answer_stale",
    "button_dead",
    "control_disabled",
    "element_gone",
    "error_swallowed",
    "link_wrong",
    "not_saved",
    "order_changed",
    "request_fails",
    "request_slow",
    "row_duplicated",
    "row_missing",
    "text_changed",
    "value_lost",
    "wrong_number",
]

MUTANT_KIND_VALUES: set[MutantKind] = {
    "answer_empty",
    "answer_stale",
    "button_dead",
    "control_disabled",
    "element_gone",
    "error_swallowed",
    "link_wrong",
    "not_saved",
    "order_changed",
    "request_fails",
    "request_slow",
    "row_duplicated",
    "row_missing",
    "text_changed",
    "value_lost",
    "wrong_number",
}


def check_mutant_kind(value: str) -> MutantKind:
    if value in MUTANT_KIND_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {MUTANT_KIND_VALUES!r}")
