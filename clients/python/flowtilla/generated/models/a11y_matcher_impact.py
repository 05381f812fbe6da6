from typing import Literal

A11YMatcherImpact = Literal["critical", "minor", "moderate", "serious"]

A11Y_MATCHER_IMPACT_VALUES: set[A11YMatcherImpact] = {
    "critical",
    "minor",
    "moderate",
    "serious",
}


def check_a11y_matcher_impact(value: str) -> A11YMatcherImpact:
    if value in A11Y_MATCHER_IMPACT_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {A11Y_MATCHER_IMPACT_VALUES!r}")
