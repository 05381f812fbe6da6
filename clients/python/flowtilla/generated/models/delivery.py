from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="Delivery")


@_attrs_define
class Delivery:
    """One event on its way to one webhook.

    Attributes:
        attempts (int): How often it was tried.
        created_at (datetime.datetime):
        event_type (str): The type of the event, or `webhook.ping`.
        finished_at (datetime.datetime | None):
        id (UUID): The `webhook-id` of every attempt.
        last_error (None | str): Why the last attempt has no answer.
        last_status (int | None): The status that the last attempt was answered with.
        next_at (datetime.datetime | None): When it is tried next.
        seq (int | None): The event's number in its stream.
        status (str): `pending`, `delivered` or `failed`.
        topic (None | str): The event's stream, e.g. `run:0197…`.
        webhook_id (UUID):
    """

    attempts: int
    created_at: datetime.datetime
    event_type: str
    finished_at: datetime.datetime | None
    id: UUID
    last_error: None | str
    last_status: int | None
    next_at: datetime.datetime | None
    seq: int | None
    status: str
    topic: None | str
    webhook_id: UUID
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        attempts = self.attempts

        created_at = self.created_at.isoformat()

        event_type = self.event_type

        finished_at: None | str
        if isinstance(self.finished_at, datetime.datetime):
            finished_at = self.finished_at.isoformat()
        else:
            finished_at = self.finished_at

        id = str(self.id)

        last_error: None | str
        last_error = self.last_error

        last_status: int | None
        last_status = self.last_status

        next_at: None | str
        if isinstance(self.next_at, datetime.datetime):
            next_at = self.next_at.isoformat()
        else:
            next_at = self.next_at

        seq: int | None
        seq = self.seq

        status = self.status

        topic: None | str
        topic = self.topic

        webhook_id = str(self.webhook_id)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "attempts": attempts,
                "created_at": created_at,
                "event_type": event_type,
                "finished_at": finished_at,
                "id": id,
                "last_error": last_error,
                "last_status": last_status,
                "next_at": next_at,
                "seq": seq,
                "status": status,
                "topic": topic,
                "webhook_id": webhook_id,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        attempts = d.pop("attempts")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        event_type = d.pop("event_type")

        def _parse_finished_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                finished_at_type_0 = datetime.datetime.fromisoformat(data)

                return finished_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        finished_at = _parse_finished_at(d.pop("finished_at"))

        id = UUID(d.pop("id"))

        def _parse_last_error(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        last_error = _parse_last_error(d.pop("last_error"))

        def _parse_last_status(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        last_status = _parse_last_status(d.pop("last_status"))

        def _parse_next_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                next_at_type_0 = datetime.datetime.fromisoformat(data)

                return next_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        next_at = _parse_next_at(d.pop("next_at"))

        def _parse_seq(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        seq = _parse_seq(d.pop("seq"))

        status = d.pop("status")

        def _parse_topic(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        topic = _parse_topic(d.pop("topic"))

        webhook_id = UUID(d.pop("webhook_id"))

        delivery = cls(
            attempts=attempts,
            created_at=created_at,
            event_type=event_type,
            finished_at=finished_at,
            id=id,
            last_error=last_error,
            last_status=last_status,
            next_at=next_at,
            seq=seq,
            status=status,
            topic=topic,
            webhook_id=webhook_id,
        )

        delivery.additional_properties = d
        return delivery

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
