from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define

from ..models.decision import Decision, check_decision
from ..types import UNSET, Unset

T = TypeVar("T", bound="FlowApproval")


@_attrs_define
class FlowApproval:
    """A decision about one version of a flow.

    Attributes:
        decision (Decision): What a person decides about a version.
        flow_id (UUID):
        version (str): The hash of the version that was looked at; it must be the newest.
        comment (str | Unset):
    """

    decision: Decision
    flow_id: UUID
    version: str
    comment: str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        decision: str = self.decision

        flow_id = str(self.flow_id)

        version = self.version

        comment = self.comment

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "decision": decision,
                "flow_id": flow_id,
                "version": version,
            }
        )
        if comment is not UNSET:
            field_dict["comment"] = comment

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        decision = check_decision(d.pop("decision"))

        flow_id = UUID(d.pop("flow_id"))

        version = d.pop("version")

        comment = d.pop("comment", UNSET)

        flow_approval = cls(
            decision=decision,
            flow_id=flow_id,
            version=version,
            comment=comment,
        )

        return flow_approval
