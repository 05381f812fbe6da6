from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.agent_status import AgentStatus, check_agent_status
from ..models.waiting_for import WaitingFor, check_waiting_for

T = TypeVar("T", bound="StatusData")


@_attrs_define
class StatusData:
    """
    Attributes:
        message (None | str):
        status (AgentStatus): Where an agent session stands.
            - `idle`: Nothing to do: write to it.
            - `queued`: Something was said that no worker has begun with.
            - `running`: The agent works.
            - `waiting`: The agent waits for a person; `waiting_for` says what for.
            - `closed`: Its agent is stopped and its desktop gone; history and files stay.
        waiting_for (None | WaitingFor):
    """

    message: None | str
    status: AgentStatus
    waiting_for: None | WaitingFor
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        message: None | str
        message = self.message

        status: str = self.status

        waiting_for: None | str
        if isinstance(self.waiting_for, str):
            waiting_for = self.waiting_for
        else:
            waiting_for = self.waiting_for

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "message": message,
                "status": status,
                "waiting_for": waiting_for,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_message(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        message = _parse_message(d.pop("message"))

        status = check_agent_status(d.pop("status"))

        def _parse_waiting_for(data: object) -> None | WaitingFor:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                waiting_for_type_0 = check_waiting_for(data)

                return waiting_for_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | WaitingFor, data)

        waiting_for = _parse_waiting_for(d.pop("waiting_for"))

        status_data = cls(
            message=message,
            status=status,
            waiting_for=waiting_for,
        )

        status_data.additional_properties = d
        return status_data

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
