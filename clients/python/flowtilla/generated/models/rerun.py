from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="Rerun")


@_attrs_define
class Rerun:
    """Which executions of a run to repeat.

    Attributes:
        only_failed (bool | Unset): Only those that ended `failed`, `errored` or `cancelled`.
    """

    only_failed: bool | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        only_failed = self.only_failed

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if only_failed is not UNSET:
            field_dict["only_failed"] = only_failed

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        only_failed = d.pop("only_failed", UNSET)

        rerun = cls(
            only_failed=only_failed,
        )

        return rerun
