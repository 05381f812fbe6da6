from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.stored_flow import StoredFlow


T = TypeVar("T", bound="TestSession")


@_attrs_define
class TestSession:
    """A test session with its flows, oldest first.

    Attributes:
        base_url (None | str):
        created_at (datetime.datetime):
        flow_count (int): How many flows it has.
        flows (list[StoredFlow]):
        id (UUID):
        prompt (str):
        status (str): `generating`, `ready`, `failed` or `cancelled`.
        test_session_id (UUID): The same as `id`, by the name that other requests use.
        title (str):
        updated_at (datetime.datetime):
    """

    base_url: None | str
    created_at: datetime.datetime
    flow_count: int
    flows: list[StoredFlow]
    id: UUID
    prompt: str
    status: str
    test_session_id: UUID
    title: str
    updated_at: datetime.datetime
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        base_url: None | str
        base_url = self.base_url

        created_at = self.created_at.isoformat()

        flow_count = self.flow_count

        flows = []
        for flows_item_data in self.flows:
            flows_item = flows_item_data.to_dict()
            flows.append(flows_item)

        id = str(self.id)

        prompt = self.prompt

        status = self.status

        test_session_id = str(self.test_session_id)

        title = self.title

        updated_at = self.updated_at.isoformat()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "base_url": base_url,
                "created_at": created_at,
                "flow_count": flow_count,
                "flows": flows,
                "id": id,
                "prompt": prompt,
                "status": status,
                "test_session_id": test_session_id,
                "title": title,
                "updated_at": updated_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.stored_flow import StoredFlow  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_base_url(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        base_url = _parse_base_url(d.pop("base_url"))

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        flow_count = d.pop("flow_count")

        flows = []
        _flows = d.pop("flows")
        for flows_item_data in _flows:
            flows_item = StoredFlow.from_dict(flows_item_data)

            flows.append(flows_item)

        id = UUID(d.pop("id"))

        prompt = d.pop("prompt")

        status = d.pop("status")

        test_session_id = UUID(d.pop("test_session_id"))

        title = d.pop("title")

        updated_at = datetime.datetime.fromisoformat(d.pop("updated_at"))

        test_session = cls(
            base_url=base_url,
            created_at=created_at,
            flow_count=flow_count,
            flows=flows,
            id=id,
            prompt=prompt,
            status=status,
            test_session_id=test_session_id,
            title=title,
            updated_at=updated_at,
        )

        test_session.additional_properties = d
        return test_session

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
