from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="ValidIf")


@_attrs_define
class ValidIf:
    """How to see that a saved state is still good.

    Attributes:
        expect (Any): An `expect` step without its type, tried for 5 seconds.
        open_ (str): The address to open.
    """

    expect: Any
    open_: str

    def to_dict(self) -> dict[str, Any]:
        expect = self.expect

        open_ = self.open_

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "expect": expect,
                "open": open_,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        expect = d.pop("expect")

        open_ = d.pop("open")

        valid_if = cls(
            expect=expect,
            open_=open_,
        )

        return valid_if
