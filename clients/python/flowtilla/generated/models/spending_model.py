from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="SpendingModel")


@_attrs_define
class SpendingModel:
    """One model.

    Attributes:
        calls (int):
        endpoint (str):
        failed (int):
        model (str):
        usd (float):
    """

    calls: int
    endpoint: str
    failed: int
    model: str
    usd: float
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        calls = self.calls

        endpoint = self.endpoint

        failed = self.failed

        model = self.model

        usd = self.usd

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "calls": calls,
                "endpoint": endpoint,
                "failed": failed,
                "model": model,
                "usd": usd,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        calls = d.pop("calls")

        endpoint = d.pop("endpoint")

        failed = d.pop("failed")

        model = d.pop("model")

        usd = d.pop("usd")

        spending_model = cls(
            calls=calls,
            endpoint=endpoint,
            failed=failed,
            model=model,
            usd=usd,
        )

        spending_model.additional_properties = d
        return spending_model

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
