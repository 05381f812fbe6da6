from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.proposal_decision import ProposalDecision, check_proposal_decision

T = TypeVar("T", bound="DecideProposal")


@_attrs_define
class DecideProposal:
    """A decision about a proposal.

    Attributes:
        decision (ProposalDecision): What becomes of a proposal.
    """

    decision: ProposalDecision

    def to_dict(self) -> dict[str, Any]:
        decision: str = self.decision

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "decision": decision,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        decision = check_proposal_decision(d.pop("decision"))

        decide_proposal = cls(
            decision=decision,
        )

        return decide_proposal
