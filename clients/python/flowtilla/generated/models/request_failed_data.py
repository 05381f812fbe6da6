from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="RequestFailedData")


@_attrs_define
class RequestFailedData:
    """
    Attributes:
        count (int):
        error (str):
        execution_id (UUID): One flow of a test run.
        url (str):
    """

    count: int
    error: str
    execution_id: UUID
    url: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        count = self.count

        error = self.error

        execution_id = str(self.execution_id)

        url = self.url

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "count": count,
                "error": error,
                "execution_id": execution_id,
                "url": url,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        count = d.pop("count")

        error = d.pop("error")

        execution_id = UUID(d.pop("execution_id"))

        url = d.pop("url")

        request_failed_data = cls(
            count=count,
            error=error,
            execution_id=execution_id,
            url=url,
        )

        request_failed_data.additional_properties = d
        return request_failed_data

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
