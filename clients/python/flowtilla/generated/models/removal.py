from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="Removal")


@_attrs_define
class Removal:
    """What goes, or would go.

    Attributes:
        bytes_ (int): Of artifacts; the same bytes may belong to several.
        kind (str): `runs`, `artifacts`, `events`, `baselines`, `flows`, `generations`, `model_calls`, `sessions`,
            `audit` or `deliveries`.
        project (str):
        project_id (UUID):
        rows (int):
    """

    bytes_: int
    kind: str
    project: str
    project_id: UUID
    rows: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        bytes_ = self.bytes_

        kind = self.kind

        project = self.project

        project_id = str(self.project_id)

        rows = self.rows

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "bytes": bytes_,
                "kind": kind,
                "project": project,
                "project_id": project_id,
                "rows": rows,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        bytes_ = d.pop("bytes")

        kind = d.pop("kind")

        project = d.pop("project")

        project_id = UUID(d.pop("project_id"))

        rows = d.pop("rows")

        removal = cls(
            bytes_=bytes_,
            kind=kind,
            project=project,
            project_id=project_id,
            rows=rows,
        )

        removal.additional_properties = d
        return removal

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
