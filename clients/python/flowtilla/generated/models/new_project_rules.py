from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.budget_rules import BudgetRules
    from ..models.quota_rules import QuotaRules
    from ..models.retention_rules import RetentionRules


T = TypeVar("T", bound="NewProjectRules")


@_attrs_define
class NewProjectRules:
    """Rules of one project's own; whatever is absent is as the settings have it.

    Attributes:
        budgets (BudgetRules | Unset): What a project may spend on language models, in dollars; 0: any sum. A project's
            own are never above the settings.
        quotas (QuotaRules | Unset): How much a project may have; 0: any number.
        retention (RetentionRules | Unset): How long things are kept after they were made or are over: `30d`, `12h`;
            `0s` for ever.
    """

    budgets: BudgetRules | Unset = UNSET
    quotas: QuotaRules | Unset = UNSET
    retention: RetentionRules | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        budgets: dict[str, Any] | Unset = UNSET
        if not isinstance(self.budgets, Unset):
            budgets = self.budgets.to_dict()

        quotas: dict[str, Any] | Unset = UNSET
        if not isinstance(self.quotas, Unset):
            quotas = self.quotas.to_dict()

        retention: dict[str, Any] | Unset = UNSET
        if not isinstance(self.retention, Unset):
            retention = self.retention.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if budgets is not UNSET:
            field_dict["budgets"] = budgets
        if quotas is not UNSET:
            field_dict["quotas"] = quotas
        if retention is not UNSET:
            field_dict["retention"] = retention

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.budget_rules import BudgetRules  # noqa: PLC0415
        from ..models.quota_rules import QuotaRules  # noqa: PLC0415
        from ..models.retention_rules import RetentionRules  # noqa: PLC0415

        d = dict(src_dict)
        _budgets = d.pop("budgets", UNSET)
        budgets: BudgetRules | Unset
        if isinstance(_budgets, Unset):
            budgets = UNSET
        else:
            budgets = BudgetRules.from_dict(_budgets)

        _quotas = d.pop("quotas", UNSET)
        quotas: QuotaRules | Unset
        if isinstance(_quotas, Unset):
            quotas = UNSET
        else:
            quotas = QuotaRules.from_dict(_quotas)

        _retention = d.pop("retention", UNSET)
        retention: RetentionRules | Unset
        if isinstance(_retention, Unset):
            retention = UNSET
        else:
            retention = RetentionRules.from_dict(_retention)

        new_project_rules = cls(
            budgets=budgets,
            quotas=quotas,
            retention=retention,
        )

        return new_project_rules
