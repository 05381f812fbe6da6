from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="ModelSpending")


@_attrs_define
class ModelSpending:
    """Dollars; a cap of 0 is none.

    Attributes:
        max_usd_per_day (float):
        max_usd_per_project_day (float): The lower one of the settings' and the project's own.
        max_usd_per_run (float): The lower one of the settings' and the project's own.
        today_usd (float): Spent and set aside by the project today (UTC).
    """

    max_usd_per_day: float
    max_usd_per_project_day: float
    max_usd_per_run: float
    today_usd: float
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        max_usd_per_day = self.max_usd_per_day

        max_usd_per_project_day = self.max_usd_per_project_day

        max_usd_per_run = self.max_usd_per_run

        today_usd = self.today_usd

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "max_usd_per_day": max_usd_per_day,
                "max_usd_per_project_day": max_usd_per_project_day,
                "max_usd_per_run": max_usd_per_run,
                "today_usd": today_usd,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        max_usd_per_day = d.pop("max_usd_per_day")

        max_usd_per_project_day = d.pop("max_usd_per_project_day")

        max_usd_per_run = d.pop("max_usd_per_run")

        today_usd = d.pop("today_usd")

        model_spending = cls(
            max_usd_per_day=max_usd_per_day,
            max_usd_per_project_day=max_usd_per_project_day,
            max_usd_per_run=max_usd_per_run,
            today_usd=today_usd,
        )

        model_spending.additional_properties = d
        return model_spending

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
