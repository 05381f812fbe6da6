from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="FlowDecision")


@_attrs_define
class FlowDecision:
    """A decision about a version of a flow.

    Attributes:
        comment (None | str):
        decided_at (datetime.datetime):
        decided_by (str):
        decision (str): `approved` or `rejected`.
        version (str): Hash of the version.
        version_number (int):
    """

    comment: None | str
    decided_at: datetime.datetime
    decided_by: str
    decision: str
    version: str
    version_number: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        comment: None | str
        comment = self.comment

        decided_at = self.decided_at.isoformat()

        decided_by = self.decided_by

        decision = self.decision

        version = self.version

        version_number = self.version_number

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "comment": comment,
                "decided_at": decided_at,
                "decided_by": decided_by,
                "decision": decision,
                "version": version,
                "version_number": version_number,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_comment(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        comment = _parse_comment(d.pop("comment"))

        decided_at = datetime.datetime.fromisoformat(d.pop("decided_at"))

        decided_by = d.pop("decided_by")

        decision = d.pop("decision")

        version = d.pop("version")

        version_number = d.pop("version_number")

        flow_decision = cls(
            comment=comment,
            decided_at=decided_at,
            decided_by=decided_by,
            decision=decision,
            version=version,
            version_number=version_number,
        )

        flow_decision.additional_properties = d
        return flow_decision

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
