from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.budget_rules import BudgetRules
    from ..models.quota_rules import QuotaRules
    from ..models.retention_rules import RetentionRules


T = TypeVar("T", bound="OwnRules")


@_attrs_define
class OwnRules:
    """Where a project differs from the settings.

    Attributes:
        budgets (BudgetRules): What a project may spend on language models, in dollars; 0: any sum. A project's own are
            never above the settings.
        quotas (QuotaRules): How much a project may have; 0: any number.
        retention (RetentionRules): How long things are kept after they were made or are over: `30d`, `12h`; `0s` for
            ever.
    """

    budgets: BudgetRules
    quotas: QuotaRules
    retention: RetentionRules
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        budgets = self.budgets.to_dict()

        quotas = self.quotas.to_dict()

        retention = self.retention.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "budgets": budgets,
                "quotas": quotas,
                "retention": retention,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.budget_rules import BudgetRules  # noqa: PLC0415
        from ..models.quota_rules import QuotaRules  # noqa: PLC0415
        from ..models.retention_rules import RetentionRules  # noqa: PLC0415

        d = dict(src_dict)
        budgets = BudgetRules.from_dict(d.pop("budgets"))

        quotas = QuotaRules.from_dict(d.pop("quotas"))

        retention = RetentionRules.from_dict(d.pop("retention"))

        own_rules = cls(
            budgets=budgets,
            quotas=quotas,
            retention=retention,
        )

        own_rules.additional_properties = d
        return own_rules

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
