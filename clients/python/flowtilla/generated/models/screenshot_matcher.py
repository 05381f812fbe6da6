from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.screenshot_matcher_animations import (
    ScreenshotMatcherAnimations,
    check_screenshot_matcher_animations,
)
from ..models.screenshot_matcher_caret import (
    ScreenshotMatcherCaret,
    check_screenshot_matcher_caret,
)
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.target import Target


T = TypeVar("T", bound="ScreenshotMatcher")


@_attrs_define
class ScreenshotMatcher:
    """The picture is the approved one, by Playwright's rules: taken until two in a row are the same, compared as
    pixelmatch does.

        Attributes:
            animations (ScreenshotMatcherAnimations | Unset): Whether animations and transitions are brought to their end
                first. Default: 'disabled'.
            caret (ScreenshotMatcherCaret | Unset): Whether the blinking caret is hidden. Default: 'hide'.
            full_page (bool | Unset): The whole page instead of the viewport. Default: False.
            mask (list[Target] | Unset): Elements that are painted over before the picture is taken.
            max_diff_pixels (int | Unset): Pixels that may differ.
            max_diff_ratio (float | Unset): Part of all pixels that may differ, from 0 to 1.
            name (str | Unset): Name of the baseline; the step's id, else its place, when absent.
            threshold (float | Unset): How different the colour of a pixel may be, from 0 to 1 (pixelmatch). Default: 0.2.
    """

    animations: ScreenshotMatcherAnimations | Unset = "disabled"
    caret: ScreenshotMatcherCaret | Unset = "hide"
    full_page: bool | Unset = False
    mask: list[Target] | Unset = UNSET
    max_diff_pixels: int | Unset = UNSET
    max_diff_ratio: float | Unset = UNSET
    name: str | Unset = UNSET
    threshold: float | Unset = 0.2
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        animations: str | Unset = UNSET
        if not isinstance(self.animations, Unset):
            animations = self.animations

        caret: str | Unset = UNSET
        if not isinstance(self.caret, Unset):
            caret = self.caret

        full_page = self.full_page

        mask: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.mask, Unset):
            mask = []
            for mask_item_data in self.mask:
                mask_item = mask_item_data.to_dict()
                mask.append(mask_item)

        max_diff_pixels = self.max_diff_pixels

        max_diff_ratio = self.max_diff_ratio

        name = self.name

        threshold = self.threshold

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if animations is not UNSET:
            field_dict["animations"] = animations
        if caret is not UNSET:
            field_dict["caret"] = caret
        if full_page is not UNSET:
            field_dict["full_page"] = full_page
        if mask is not UNSET:
            field_dict["mask"] = mask
        if max_diff_pixels is not UNSET:
            field_dict["max_diff_pixels"] = max_diff_pixels
        if max_diff_ratio is not UNSET:
            field_dict["max_diff_ratio"] = max_diff_ratio
        if name is not UNSET:
            field_dict["name"] = name
        if threshold is not UNSET:
            field_dict["threshold"] = threshold

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.target import Target  # noqa: PLC0415

        d = dict(src_dict)
        _animations = d.pop("animations", UNSET)
        animations: ScreenshotMatcherAnimations | Unset
        if isinstance(_animations, Unset):
            animations = UNSET
        else:
            animations = check_screenshot_matcher_animations(_animations)

        _caret = d.pop("caret", UNSET)
        caret: ScreenshotMatcherCaret | Unset
        if isinstance(_caret, Unset):
            caret = UNSET
        else:
            caret = check_screenshot_matcher_caret(_caret)

        full_page = d.pop("full_page", UNSET)

        _mask = d.pop("mask", UNSET)
        mask: list[Target] | Unset = UNSET
        if _mask is not UNSET:
            mask = []
            for mask_item_data in _mask:
                mask_item = Target.from_dict(mask_item_data)

                mask.append(mask_item)

        max_diff_pixels = d.pop("max_diff_pixels", UNSET)

        max_diff_ratio = d.pop("max_diff_ratio", UNSET)

        name = d.pop("name", UNSET)

        threshold = d.pop("threshold", UNSET)

        screenshot_matcher = cls(
            animations=animations,
            caret=caret,
            full_page=full_page,
            mask=mask,
            max_diff_pixels=max_diff_pixels,
            max_diff_ratio=max_diff_ratio,
            name=name,
            threshold=threshold,
        )

        screenshot_matcher.additional_properties = d
        return screenshot_matcher

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
