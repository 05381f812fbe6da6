from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="SpendingDay")


@_attrs_define
class SpendingDay:
    """One day (UTC).

    Attributes:
        calls (int):
        date (str):
        failed (int): Calls without an answer.
        input_tokens (int):
        output_tokens (int):
        usd (float): Dollars; a call that is not settled counts at its worst case.
    """

    calls: int
    date: str
    failed: int
    input_tokens: int
    output_tokens: int
    usd: float
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        calls = self.calls

        date = self.date

        failed = self.failed

        input_tokens = self.input_tokens

        output_tokens = self.output_tokens

        usd = self.usd

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "calls": calls,
                "date": date,
                "failed": failed,
                "input_tokens": input_tokens,
                "output_tokens": output_tokens,
                "usd": usd,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        calls = d.pop("calls")

        date = d.pop("date")

        failed = d.pop("failed")

        input_tokens = d.pop("input_tokens")

        output_tokens = d.pop("output_tokens")

        usd = d.pop("usd")

        spending_day = cls(
            calls=calls,
            date=date,
            failed=failed,
            input_tokens=input_tokens,
            output_tokens=output_tokens,
            usd=usd,
        )

        spending_day.additional_properties = d
        return spending_day

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
