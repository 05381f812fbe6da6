from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="SuggestedLocator")


@_attrs_define
class SuggestedLocator:
    """A locator for a flow.

    Attributes:
        locator (str): The same as one would write it.
        score (int): 0 to 100.
        strategy (str):
        target (Any): In long form.
    """

    locator: str
    score: int
    strategy: str
    target: Any
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        locator = self.locator

        score = self.score

        strategy = self.strategy

        target = self.target

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "locator": locator,
                "score": score,
                "strategy": strategy,
                "target": target,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        locator = d.pop("locator")

        score = d.pop("score")

        strategy = d.pop("strategy")

        target = d.pop("target")

        suggested_locator = cls(
            locator=locator,
            score=score,
            strategy=strategy,
            target=target,
        )

        suggested_locator.additional_properties = d
        return suggested_locator

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
