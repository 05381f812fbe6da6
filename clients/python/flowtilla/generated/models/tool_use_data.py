from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="ToolUseData")


@_attrs_define
class ToolUseData:
    """
    Attributes:
        id (str):
        input_ (Any):
        message_id (UUID): Something that was said in an agent session.
        name (str):
        number (int):
    """

    id: str
    input_: Any
    message_id: UUID
    name: str
    number: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        input_ = self.input_

        message_id = str(self.message_id)

        name = self.name

        number = self.number

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "id": id,
                "input": input_,
                "message_id": message_id,
                "name": name,
                "number": number,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = d.pop("id")

        input_ = d.pop("input")

        message_id = UUID(d.pop("message_id"))

        name = d.pop("name")

        number = d.pop("number")

        tool_use_data = cls(
            id=id,
            input_=input_,
            message_id=message_id,
            name=name,
            number=number,
        )

        tool_use_data.additional_properties = d
        return tool_use_data

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
