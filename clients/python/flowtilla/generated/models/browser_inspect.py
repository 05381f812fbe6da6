from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="BrowserInspect")


@_attrs_define
class BrowserInspect:
    """Which elements to tell of: `target`, `x` and `y`, or `all`.

    Attributes:
        all_ (bool | Unset): Every visible element that one can act on or call by name; at most 300.
        target (Any | Unset): A target, as an object or as text.
        x (float | Unset): A point of the viewport, in CSS pixels: the button or link there, in whatever frame.
        y (float | Unset):
    """

    all_: bool | Unset = UNSET
    target: Any | Unset = UNSET
    x: float | Unset = UNSET
    y: float | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        all_ = self.all_

        target = self.target

        x = self.x

        y = self.y

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if all_ is not UNSET:
            field_dict["all"] = all_
        if target is not UNSET:
            field_dict["target"] = target
        if x is not UNSET:
            field_dict["x"] = x
        if y is not UNSET:
            field_dict["y"] = y

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        all_ = d.pop("all", UNSET)

        target = d.pop("target", UNSET)

        x = d.pop("x", UNSET)

        y = d.pop("y", UNSET)

        browser_inspect = cls(
            all_=all_,
            target=target,
            x=x,
            y=y,
        )

        return browser_inspect
