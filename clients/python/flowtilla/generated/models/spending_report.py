from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.model_spending import ModelSpending
    from ..models.spending_day import SpendingDay
    from ..models.spending_model import SpendingModel


T = TypeVar("T", bound="SpendingReport")


@_attrs_define
class SpendingReport:
    """What the project's calls of language models cost.

    Attributes:
        days (list[SpendingDay]): The last days (UTC), oldest first, each of them: without a call it says 0.
        models (list[SpendingModel]): Over these days, the dearest model first.
        spending (ModelSpending): Dollars; a cap of 0 is none.
    """

    days: list[SpendingDay]
    models: list[SpendingModel]
    spending: ModelSpending
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        days = []
        for days_item_data in self.days:
            days_item = days_item_data.to_dict()
            days.append(days_item)

        models = []
        for models_item_data in self.models:
            models_item = models_item_data.to_dict()
            models.append(models_item)

        spending = self.spending.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "days": days,
                "models": models,
                "spending": spending,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.model_spending import ModelSpending  # noqa: PLC0415
        from ..models.spending_day import SpendingDay  # noqa: PLC0415
        from ..models.spending_model import SpendingModel  # noqa: PLC0415

        d = dict(src_dict)
        days = []
        _days = d.pop("days")
        for days_item_data in _days:
            days_item = SpendingDay.from_dict(days_item_data)

            days.append(days_item)

        models = []
        _models = d.pop("models")
        for models_item_data in _models:
            models_item = SpendingModel.from_dict(models_item_data)

            models.append(models_item)

        spending = ModelSpending.from_dict(d.pop("spending"))

        spending_report = cls(
            days=days,
            models=models,
            spending=spending,
        )

        spending_report.additional_properties = d
        return spending_report

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
