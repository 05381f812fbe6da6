from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.agent_message import AgentMessage


T = TypeVar("T", bound="AgentMessageList")


@_attrs_define
class AgentMessageList:
    """A part of the history, in order.

    Attributes:
        items (list[AgentMessage]):
        next_after (int): Send it as `after` for the next part.
        queued (list[AgentMessage]): What waits for its turn.
    """

    items: list[AgentMessage]
    next_after: int
    queued: list[AgentMessage]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        items = []
        for items_item_data in self.items:
            items_item = items_item_data.to_dict()
            items.append(items_item)

        next_after = self.next_after

        queued = []
        for queued_item_data in self.queued:
            queued_item = queued_item_data.to_dict()
            queued.append(queued_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "items": items,
                "next_after": next_after,
                "queued": queued,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.agent_message import AgentMessage  # noqa: PLC0415

        d = dict(src_dict)
        items = []
        _items = d.pop("items")
        for items_item_data in _items:
            items_item = AgentMessage.from_dict(items_item_data)

            items.append(items_item)

        next_after = d.pop("next_after")

        queued = []
        _queued = d.pop("queued")
        for queued_item_data in _queued:
            queued_item = AgentMessage.from_dict(queued_item_data)

            queued.append(queued_item)

        agent_message_list = cls(
            items=items,
            next_after=next_after,
            queued=queued,
        )

        agent_message_list.additional_properties = d
        return agent_message_list

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
