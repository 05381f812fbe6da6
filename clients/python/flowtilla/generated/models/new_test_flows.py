from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.flow import Flow


T = TypeVar("T", bound="NewTestFlows")


@_attrs_define
class NewTestFlows:
    """Flows for a test session.

    Attributes:
        flows (list[Flow]):
        test_session_id (UUID):
    """

    flows: list[Flow]
    test_session_id: UUID

    def to_dict(self) -> dict[str, Any]:
        flows = []
        for flows_item_data in self.flows:
            flows_item = flows_item_data.to_dict()
            flows.append(flows_item)

        test_session_id = str(self.test_session_id)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "flows": flows,
                "test_session_id": test_session_id,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.flow import Flow  # noqa: PLC0415

        d = dict(src_dict)
        flows = []
        _flows = d.pop("flows")
        for flows_item_data in _flows:
            flows_item = Flow.from_dict(flows_item_data)

            flows.append(flows_item)

        test_session_id = UUID(d.pop("test_session_id"))

        new_test_flows = cls(
            flows=flows,
            test_session_id=test_session_id,
        )

        return new_test_flows
