from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="Rerun")


@_attrs_define
class Rerun:
    """Which executions of a run to repeat.

    Attributes:
        executions (list[UUID] | Unset): Only these executions of the run.
        only_failed (bool | Unset): Only those that ended `failed`, `errored` or `cancelled`.
    """

    executions: list[UUID] | Unset = UNSET
    only_failed: bool | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        executions: list[str] | Unset = UNSET
        if not isinstance(self.executions, Unset):
            executions = []
            for executions_item_data in self.executions:
                executions_item = str(executions_item_data)
                executions.append(executions_item)

        only_failed = self.only_failed

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if executions is not UNSET:
            field_dict["executions"] = executions
        if only_failed is not UNSET:
            field_dict["only_failed"] = only_failed

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        _executions = d.pop("executions", UNSET)
        executions: list[UUID] | Unset = UNSET
        if _executions is not UNSET:
            executions = []
            for executions_item_data in _executions:
                executions_item = UUID(executions_item_data)

                executions.append(executions_item)

        only_failed = d.pop("only_failed", UNSET)

        rerun = cls(
            executions=executions,
            only_failed=only_failed,
        )

        return rerun
