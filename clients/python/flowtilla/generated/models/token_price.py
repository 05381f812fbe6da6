from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="TokenPrice")


@_attrs_define
class TokenPrice:
    """Dollars a million tokens.

    Attributes:
        cache_read (float | None):
        cache_write (float | None):
        input_ (float):
        output (float):
    """

    cache_read: float | None
    cache_write: float | None
    input_: float
    output: float
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        cache_read: float | None
        cache_read = self.cache_read

        cache_write: float | None
        cache_write = self.cache_write

        input_ = self.input_

        output = self.output

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "cache_read": cache_read,
                "cache_write": cache_write,
                "input": input_,
                "output": output,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_cache_read(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        cache_read = _parse_cache_read(d.pop("cache_read"))

        def _parse_cache_write(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        cache_write = _parse_cache_write(d.pop("cache_write"))

        input_ = d.pop("input")

        output = d.pop("output")

        token_price = cls(
            cache_read=cache_read,
            cache_write=cache_write,
            input_=input_,
            output=output,
        )

        token_price.additional_properties = d
        return token_price

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
