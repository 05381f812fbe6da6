from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="GenerationFinishedData")


@_attrs_define
class GenerationFinishedData:
    """
    Attributes:
        demo (bool):
        flows (int):
        message (None | str):
        status (str):
        test_session_id (UUID): A prompt (or a hand-made collection) and the flows made from it.
    """

    demo: bool
    flows: int
    message: None | str
    status: str
    test_session_id: UUID
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        demo = self.demo

        flows = self.flows

        message: None | str
        message = self.message

        status = self.status

        test_session_id = str(self.test_session_id)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "demo": demo,
                "flows": flows,
                "message": message,
                "status": status,
                "test_session_id": test_session_id,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        demo = d.pop("demo")

        flows = d.pop("flows")

        def _parse_message(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        message = _parse_message(d.pop("message"))

        status = d.pop("status")

        test_session_id = UUID(d.pop("test_session_id"))

        generation_finished_data = cls(
            demo=demo,
            flows=flows,
            message=message,
            status=status,
            test_session_id=test_session_id,
        )

        generation_finished_data.additional_properties = d
        return generation_finished_data

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
