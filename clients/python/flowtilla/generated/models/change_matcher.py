from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.target import Target


T = TypeVar("T", bound="ChangeMatcher")


@_attrs_define
class ChangeMatcher:
    """Whether the target (or the page) looks as in an earlier `screenshot` step of the flow.

    Attributes:
        since (str): The `name` of that `screenshot` step.
        mask (list[Target] | Unset): Elements that are painted over before the picture is taken.
        max_diff_pixels (int | Unset): Pixels that may differ.
        max_diff_ratio (float | Unset): Part of all pixels that may differ, from 0 to 1.
        threshold (float | Unset): How different the colour of a pixel may be, from 0 to 1 (pixelmatch). Default: 0.2.
    """

    since: str
    mask: list[Target] | Unset = UNSET
    max_diff_pixels: int | Unset = UNSET
    max_diff_ratio: float | Unset = UNSET
    threshold: float | Unset = 0.2
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        since = self.since

        mask: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.mask, Unset):
            mask = []
            for mask_item_data in self.mask:
                mask_item = mask_item_data.to_dict()
                mask.append(mask_item)

        max_diff_pixels = self.max_diff_pixels

        max_diff_ratio = self.max_diff_ratio

        threshold = self.threshold

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "since": since,
            }
        )
        if mask is not UNSET:
            field_dict["mask"] = mask
        if max_diff_pixels is not UNSET:
            field_dict["max_diff_pixels"] = max_diff_pixels
        if max_diff_ratio is not UNSET:
            field_dict["max_diff_ratio"] = max_diff_ratio
        if threshold is not UNSET:
            field_dict["threshold"] = threshold

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.target import Target  # noqa: PLC0415

        d = dict(src_dict)
        since = d.pop("since")

        _mask = d.pop("mask", UNSET)
        mask: list[Target] | Unset = UNSET
        if _mask is not UNSET:
            mask = []
            for mask_item_data in _mask:
                mask_item = Target.from_dict(mask_item_data)

                mask.append(mask_item)

        max_diff_pixels = d.pop("max_diff_pixels", UNSET)

        max_diff_ratio = d.pop("max_diff_ratio", UNSET)

        threshold = d.pop("threshold", UNSET)

        change_matcher = cls(
            since=since,
            mask=mask,
            max_diff_pixels=max_diff_pixels,
            max_diff_ratio=max_diff_ratio,
            threshold=threshold,
        )

        change_matcher.additional_properties = d
        return change_matcher

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
