from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="DownloadFinishedData")


@_attrs_define
class DownloadFinishedData:
    """
    Attributes:
        bytes_ (int):
        execution_id (UUID): One flow of a test run.
        name (str):
        status (str):
        url (str):
    """

    bytes_: int
    execution_id: UUID
    name: str
    status: str
    url: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        bytes_ = self.bytes_

        execution_id = str(self.execution_id)

        name = self.name

        status = self.status

        url = self.url

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "bytes": bytes_,
                "execution_id": execution_id,
                "name": name,
                "status": status,
                "url": url,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        bytes_ = d.pop("bytes")

        execution_id = UUID(d.pop("execution_id"))

        name = d.pop("name")

        status = d.pop("status")

        url = d.pop("url")

        download_finished_data = cls(
            bytes_=bytes_,
            execution_id=execution_id,
            name=name,
            status=status,
            url=url,
        )

        download_finished_data.additional_properties = d
        return download_finished_data

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
