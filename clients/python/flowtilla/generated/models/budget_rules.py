from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="BudgetRules")


@_attrs_define
class BudgetRules:
    """What a project may spend on language models, in dollars; 0: any sum. A project's own are never above the settings.

    Attributes:
        max_usd_per_project_day (float | Unset): One day (UTC).
        max_usd_per_run (float | Unset): One run, generation or agent session.
    """

    max_usd_per_project_day: float | Unset = UNSET
    max_usd_per_run: float | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        max_usd_per_project_day = self.max_usd_per_project_day

        max_usd_per_run = self.max_usd_per_run

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if max_usd_per_project_day is not UNSET:
            field_dict["max_usd_per_project_day"] = max_usd_per_project_day
        if max_usd_per_run is not UNSET:
            field_dict["max_usd_per_run"] = max_usd_per_run

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        max_usd_per_project_day = d.pop("max_usd_per_project_day", UNSET)

        max_usd_per_run = d.pop("max_usd_per_run", UNSET)

        budget_rules = cls(
            max_usd_per_project_day=max_usd_per_project_day,
            max_usd_per_run=max_usd_per_run,
        )

        return budget_rules
