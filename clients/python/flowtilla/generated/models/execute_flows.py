from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.execute_options import ExecuteOptions
    from ..models.flow import Flow


T = TypeVar("T", bound="ExecuteFlows")


@_attrs_define
class ExecuteFlows:
    """What to execute, and how: exactly one of `flows`, `flow_ids` and `test_session_id`.

    Attributes:
        flow_ids (list[UUID] | Unset): Stored flows; the newest version of each must be approved.
        flows (list[Flow] | Unset): Documents given here count as approved by the caller.
        options (ExecuteOptions | Unset): How to execute.
        test_session_id (UUID | Unset): Every flow of a test session whose newest version is approved.
    """

    flow_ids: list[UUID] | Unset = UNSET
    flows: list[Flow] | Unset = UNSET
    options: ExecuteOptions | Unset = UNSET
    test_session_id: UUID | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        flow_ids: list[str] | Unset = UNSET
        if not isinstance(self.flow_ids, Unset):
            flow_ids = []
            for flow_ids_item_data in self.flow_ids:
                flow_ids_item = str(flow_ids_item_data)
                flow_ids.append(flow_ids_item)

        flows: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.flows, Unset):
            flows = []
            for flows_item_data in self.flows:
                flows_item = flows_item_data.to_dict()
                flows.append(flows_item)

        options: dict[str, Any] | Unset = UNSET
        if not isinstance(self.options, Unset):
            options = self.options.to_dict()

        test_session_id: str | Unset = UNSET
        if not isinstance(self.test_session_id, Unset):
            test_session_id = str(self.test_session_id)

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if flow_ids is not UNSET:
            field_dict["flow_ids"] = flow_ids
        if flows is not UNSET:
            field_dict["flows"] = flows
        if options is not UNSET:
            field_dict["options"] = options
        if test_session_id is not UNSET:
            field_dict["test_session_id"] = test_session_id

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.execute_options import ExecuteOptions  # noqa: PLC0415
        from ..models.flow import Flow  # noqa: PLC0415

        d = dict(src_dict)
        _flow_ids = d.pop("flow_ids", UNSET)
        flow_ids: list[UUID] | Unset = UNSET
        if _flow_ids is not UNSET:
            flow_ids = []
            for flow_ids_item_data in _flow_ids:
                flow_ids_item = UUID(flow_ids_item_data)

                flow_ids.append(flow_ids_item)

        _flows = d.pop("flows", UNSET)
        flows: list[Flow] | Unset = UNSET
        if _flows is not UNSET:
            flows = []
            for flows_item_data in _flows:
                flows_item = Flow.from_dict(flows_item_data)

                flows.append(flows_item)

        _options = d.pop("options", UNSET)
        options: ExecuteOptions | Unset
        if isinstance(_options, Unset):
            options = UNSET
        else:
            options = ExecuteOptions.from_dict(_options)

        _test_session_id = d.pop("test_session_id", UNSET)
        test_session_id: UUID | Unset
        if isinstance(_test_session_id, Unset):
            test_session_id = UNSET
        else:
            test_session_id = UUID(_test_session_id)

        execute_flows = cls(
            flow_ids=flow_ids,
            flows=flows,
            options=options,
            test_session_id=test_session_id,
        )

        return execute_flows
