from typing import Literal

MutantFate = Literal["caught", "missed", "not_applicable", "unclear"]

MUTANT_FATE_VALUES: set[MutantFate] = {
    "caught",
    "missed",
    "not_applicable",
    "unclear",
}


def check_mutant_fate(value: str) -> MutantFate:
    if value in MUTANT_FATE_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {MUTANT_FATE_VALUES!r}")
