from typing import Literal

ProposalDecision = Literal["accept", "dismiss"]

PROPOSAL_DECISION_VALUES: set[ProposalDecision] = {
    "accept",
    "dismiss",
}


def check_proposal_decision(value: str) -> ProposalDecision:
    if value in PROPOSAL_DECISION_VALUES:
        return value
    raise TypeError(f"Unexpected value {value!r}. Expected one of {PROPOSAL_DECISION_VALUES!r}")
