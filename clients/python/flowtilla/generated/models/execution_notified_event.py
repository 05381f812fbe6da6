from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.execution_notified_event_type import (
    ExecutionNotifiedEventType,
    check_execution_notified_event_type,
)
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.execution_notified_data import ExecutionNotifiedData


T = TypeVar("T", bound="ExecutionNotifiedEvent")


@_attrs_define
class ExecutionNotifiedEvent:
    """A flow has something to say (its step `notify`).

    Attributes:
        at (datetime.datetime): When the change was committed, by the database's clock.
        data (ExecutionNotifiedData):
        seq (int): Number within the stream, gapless from 1.
        topic (str): The stream: `run:{id}`.
        type_ (ExecutionNotifiedEventType):
        position (str | Unset): Only on the topic `all`: where to resume, as `after`.
    """

    at: datetime.datetime
    data: ExecutionNotifiedData
    seq: int
    topic: str
    type_: ExecutionNotifiedEventType
    position: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        at = self.at.isoformat()

        data = self.data.to_dict()

        seq = self.seq

        topic = self.topic

        type_: str = self.type_

        position = self.position

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "at": at,
                "data": data,
                "seq": seq,
                "topic": topic,
                "type": type_,
            }
        )
        if position is not UNSET:
            field_dict["position"] = position

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.execution_notified_data import ExecutionNotifiedData  # noqa: PLC0415

        d = dict(src_dict)
        at = datetime.datetime.fromisoformat(d.pop("at"))

        data = ExecutionNotifiedData.from_dict(d.pop("data"))

        seq = d.pop("seq")

        topic = d.pop("topic")

        type_ = check_execution_notified_event_type(d.pop("type"))

        position = d.pop("position", UNSET)

        execution_notified_event = cls(
            at=at,
            data=data,
            seq=seq,
            topic=topic,
            type_=type_,
            position=position,
        )

        execution_notified_event.additional_properties = d
        return execution_notified_event

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
