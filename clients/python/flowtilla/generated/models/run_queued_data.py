from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="RunQueuedData")


@_attrs_define
class RunQueuedData:
    """
    Attributes:
        executions (int):
        test_run_id (UUID): One request to execute flows.
        test_session_id (None | UUID): A prompt (or a hand-made collection) and the flows made from it.
    """

    executions: int
    test_run_id: UUID
    test_session_id: None | UUID
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        executions = self.executions

        test_run_id = str(self.test_run_id)

        test_session_id: None | str
        if isinstance(self.test_session_id, UUID):
            test_session_id = str(self.test_session_id)
        else:
            test_session_id = self.test_session_id

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "executions": executions,
                "test_run_id": test_run_id,
                "test_session_id": test_session_id,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        executions = d.pop("executions")

        test_run_id = UUID(d.pop("test_run_id"))

        def _parse_test_session_id(data: object) -> None | UUID:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                test_session_id_type_0 = UUID(data)

                return test_session_id_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | UUID, data)

        test_session_id = _parse_test_session_id(d.pop("test_session_id"))

        run_queued_data = cls(
            executions=executions,
            test_run_id=test_run_id,
            test_session_id=test_session_id,
        )

        run_queued_data.additional_properties = d
        return run_queued_data

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
