from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.approval import Approval, check_approval

if TYPE_CHECKING:
    from ..models.flow import Flow


T = TypeVar("T", bound="FlowVersion")


@_attrs_define
class FlowVersion:
    """One version of a flow; it never changes.

    Attributes:
        approval (Approval): What was decided about a version.
        comment (None | str):
        created_at (datetime.datetime):
        created_by (None | str): Whoever wrote it; absent: not known, or a model.
        decided_at (datetime.datetime | None):
        decided_by (None | str):
        document (Flow): A flow: what a person does on a site and what they then see, as a document.
        flow_id (UUID):
        lint (list[Any]):
        version (str): Hash of the document: `sha256:…`.
        version_number (int): 1 for the first version.
    """

    approval: Approval
    comment: None | str
    created_at: datetime.datetime
    created_by: None | str
    decided_at: datetime.datetime | None
    decided_by: None | str
    document: Flow
    flow_id: UUID
    lint: list[Any]
    version: str
    version_number: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        approval: str = self.approval

        comment: None | str
        comment = self.comment

        created_at = self.created_at.isoformat()

        created_by: None | str
        created_by = self.created_by

        decided_at: None | str
        if isinstance(self.decided_at, datetime.datetime):
            decided_at = self.decided_at.isoformat()
        else:
            decided_at = self.decided_at

        decided_by: None | str
        decided_by = self.decided_by

        document = self.document.to_dict()

        flow_id = str(self.flow_id)

        lint = self.lint

        version = self.version

        version_number = self.version_number

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "approval": approval,
                "comment": comment,
                "created_at": created_at,
                "created_by": created_by,
                "decided_at": decided_at,
                "decided_by": decided_by,
                "document": document,
                "flow_id": flow_id,
                "lint": lint,
                "version": version,
                "version_number": version_number,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.flow import Flow  # noqa: PLC0415

        d = dict(src_dict)
        approval = check_approval(d.pop("approval"))

        def _parse_comment(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        comment = _parse_comment(d.pop("comment"))

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        def _parse_created_by(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        created_by = _parse_created_by(d.pop("created_by"))

        def _parse_decided_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                decided_at_type_0 = datetime.datetime.fromisoformat(data)

                return decided_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        decided_at = _parse_decided_at(d.pop("decided_at"))

        def _parse_decided_by(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        decided_by = _parse_decided_by(d.pop("decided_by"))

        document = Flow.from_dict(d.pop("document"))

        flow_id = UUID(d.pop("flow_id"))

        lint = cast(list[Any], d.pop("lint"))

        version = d.pop("version")

        version_number = d.pop("version_number")

        flow_version = cls(
            approval=approval,
            comment=comment,
            created_at=created_at,
            created_by=created_by,
            decided_at=decided_at,
            decided_by=decided_by,
            document=document,
            flow_id=flow_id,
            lint=lint,
            version=version,
            version_number=version_number,
        )

        flow_version.additional_properties = d
        return flow_version

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
