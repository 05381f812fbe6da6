from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="ControlReleasedData")


@_attrs_define
class ControlReleasedData:
    """
    Attributes:
        browser_session_id (UUID): One isolated browser context driven by one execution.
        execution_id (UUID): One flow of a test run.
        why (str):
    """

    browser_session_id: UUID
    execution_id: UUID
    why: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        browser_session_id = str(self.browser_session_id)

        execution_id = str(self.execution_id)

        why = self.why

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "browser_session_id": browser_session_id,
                "execution_id": execution_id,
                "why": why,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        browser_session_id = UUID(d.pop("browser_session_id"))

        execution_id = UUID(d.pop("execution_id"))

        why = d.pop("why")

        control_released_data = cls(
            browser_session_id=browser_session_id,
            execution_id=execution_id,
            why=why,
        )

        control_released_data.additional_properties = d
        return control_released_data

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
