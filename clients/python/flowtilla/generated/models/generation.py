from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.generated_flow import GeneratedFlow


T = TypeVar("T", bound="Generation")


@_attrs_define
class Generation:
    """Flows that were written for a prompt.

    Attributes:
        demo (bool): The scripted model wrote them: no key for a real one is set.
        flows (list[GeneratedFlow]):
        message (None | str): Why there are no flows.
        status (str): `generating`, `ready`, `failed` or `cancelled`.
        test_session_id (UUID):
        topic (str): The stream of its events.
    """

    demo: bool
    flows: list[GeneratedFlow]
    message: None | str
    status: str
    test_session_id: UUID
    topic: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        demo = self.demo

        flows = []
        for flows_item_data in self.flows:
            flows_item = flows_item_data.to_dict()
            flows.append(flows_item)

        message: None | str
        message = self.message

        status = self.status

        test_session_id = str(self.test_session_id)

        topic = self.topic

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "demo": demo,
                "flows": flows,
                "message": message,
                "status": status,
                "test_session_id": test_session_id,
                "topic": topic,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.generated_flow import GeneratedFlow  # noqa: PLC0415

        d = dict(src_dict)
        demo = d.pop("demo")

        flows = []
        _flows = d.pop("flows")
        for flows_item_data in _flows:
            flows_item = GeneratedFlow.from_dict(flows_item_data)

            flows.append(flows_item)

        def _parse_message(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        message = _parse_message(d.pop("message"))

        status = d.pop("status")

        test_session_id = UUID(d.pop("test_session_id"))

        topic = d.pop("topic")

        generation = cls(
            demo=demo,
            flows=flows,
            message=message,
            status=status,
            test_session_id=test_session_id,
            topic=topic,
        )

        generation.additional_properties = d
        return generation

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
