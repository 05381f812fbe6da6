from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="FlowComment")


@_attrs_define
class FlowComment:
    """Something that was said about a version of a flow.

    Attributes:
        author (str):
        created_at (datetime.datetime):
        flow_id (UUID):
        id (UUID):
        path (None | str): The step that it is about.
        text (str):
        version (str): Hash of the version.
    """

    author: str
    created_at: datetime.datetime
    flow_id: UUID
    id: UUID
    path: None | str
    text: str
    version: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        author = self.author

        created_at = self.created_at.isoformat()

        flow_id = str(self.flow_id)

        id = str(self.id)

        path: None | str
        path = self.path

        text = self.text

        version = self.version

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "author": author,
                "created_at": created_at,
                "flow_id": flow_id,
                "id": id,
                "path": path,
                "text": text,
                "version": version,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        author = d.pop("author")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        flow_id = UUID(d.pop("flow_id"))

        id = UUID(d.pop("id"))

        def _parse_path(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        path = _parse_path(d.pop("path"))

        text = d.pop("text")

        version = d.pop("version")

        flow_comment = cls(
            author=author,
            created_at=created_at,
            flow_id=flow_id,
            id=id,
            path=path,
            text=text,
            version=version,
        )

        flow_comment.additional_properties = d
        return flow_comment

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
