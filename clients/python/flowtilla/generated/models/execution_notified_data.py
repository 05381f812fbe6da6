from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="ExecutionNotifiedData")


@_attrs_define
class ExecutionNotifiedData:
    """
    Attributes:
        attempt (int):
        channel (None | str):
        data (Any):
        execution_id (UUID): One flow of a test run.
        flow_name (str):
        message (str):
        path (str):
    """

    attempt: int
    channel: None | str
    data: Any
    execution_id: UUID
    flow_name: str
    message: str
    path: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        attempt = self.attempt

        channel: None | str
        channel = self.channel

        data = self.data

        execution_id = str(self.execution_id)

        flow_name = self.flow_name

        message = self.message

        path = self.path

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "attempt": attempt,
                "channel": channel,
                "data": data,
                "execution_id": execution_id,
                "flow_name": flow_name,
                "message": message,
                "path": path,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        attempt = d.pop("attempt")

        def _parse_channel(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        channel = _parse_channel(d.pop("channel"))

        data = d.pop("data")

        execution_id = UUID(d.pop("execution_id"))

        flow_name = d.pop("flow_name")

        message = d.pop("message")

        path = d.pop("path")

        execution_notified_data = cls(
            attempt=attempt,
            channel=channel,
            data=data,
            execution_id=execution_id,
            flow_name=flow_name,
            message=message,
            path=path,
        )

        execution_notified_data.additional_properties = d
        return execution_notified_data

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
