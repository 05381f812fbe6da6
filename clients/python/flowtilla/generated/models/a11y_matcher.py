from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.a11y_matcher_impact import A11YMatcherImpact, check_a11y_matcher_impact
from ..types import UNSET, Unset

T = TypeVar("T", bound="A11YMatcher")


@_attrs_define
class A11YMatcher:
    """No more violations of axe-core's rules than these: of any impact, and of each impact or worse.

    Attributes:
        exclude (list[str] | Unset): CSS selectors of what is left out.
        impact (A11YMatcherImpact | Unset): The least impact that counts. Default: 'minor'.
        max_ (int | Unset): Elements that may violate a rule, of `impact` or worse. Default: 0.
        rules (list[str] | Unset): Only these rules, e.g. `color-contrast`.
        tags (list[str] | Unset): Only rules with one of these tags, e.g. `wcag2aa`.
    """

    exclude: list[str] | Unset = UNSET
    impact: A11YMatcherImpact | Unset = "minor"
    max_: int | Unset = 0
    rules: list[str] | Unset = UNSET
    tags: list[str] | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        exclude: list[str] | Unset = UNSET
        if not isinstance(self.exclude, Unset):
            exclude = self.exclude

        impact: str | Unset = UNSET
        if not isinstance(self.impact, Unset):
            impact = self.impact

        max_ = self.max_

        rules: list[str] | Unset = UNSET
        if not isinstance(self.rules, Unset):
            rules = self.rules

        tags: list[str] | Unset = UNSET
        if not isinstance(self.tags, Unset):
            tags = self.tags

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if exclude is not UNSET:
            field_dict["exclude"] = exclude
        if impact is not UNSET:
            field_dict["impact"] = impact
        if max_ is not UNSET:
            field_dict["max"] = max_
        if rules is not UNSET:
            field_dict["rules"] = rules
        if tags is not UNSET:
            field_dict["tags"] = tags

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        exclude = cast(list[str], d.pop("exclude", UNSET))

        _impact = d.pop("impact", UNSET)
        impact: A11YMatcherImpact | Unset
        if isinstance(_impact, Unset):
            impact = UNSET
        else:
            impact = check_a11y_matcher_impact(_impact)

        max_ = d.pop("max", UNSET)

        rules = cast(list[str], d.pop("rules", UNSET))

        tags = cast(list[str], d.pop("tags", UNSET))

        a11y_matcher = cls(
            exclude=exclude,
            impact=impact,
            max_=max_,
            rules=rules,
            tags=tags,
        )

        a11y_matcher.additional_properties = d
        return a11y_matcher

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
