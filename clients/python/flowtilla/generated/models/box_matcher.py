from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.number_range import NumberRange


T = TypeVar("T", bound="BoxMatcher")


@_attrs_define
class BoxMatcher:
    """Where the element is in the viewport and how large, in CSS pixels: numbers (to half a pixel) or ranges.

    Attributes:
        height (float | NumberRange | Unset): Height.
        width (float | NumberRange | Unset): Width.
        x (float | NumberRange | Unset): Left edge.
        y (float | NumberRange | Unset): Upper edge.
    """

    height: float | NumberRange | Unset = UNSET
    width: float | NumberRange | Unset = UNSET
    x: float | NumberRange | Unset = UNSET
    y: float | NumberRange | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.number_range import NumberRange  # noqa: PLC0415

        height: dict[str, Any] | float | Unset
        if isinstance(self.height, Unset):
            height = UNSET
        elif isinstance(self.height, NumberRange):
            height = self.height.to_dict()
        else:
            height = self.height

        width: dict[str, Any] | float | Unset
        if isinstance(self.width, Unset):
            width = UNSET
        elif isinstance(self.width, NumberRange):
            width = self.width.to_dict()
        else:
            width = self.width

        x: dict[str, Any] | float | Unset
        if isinstance(self.x, Unset):
            x = UNSET
        elif isinstance(self.x, NumberRange):
            x = self.x.to_dict()
        else:
            x = self.x

        y: dict[str, Any] | float | Unset
        if isinstance(self.y, Unset):
            y = UNSET
        elif isinstance(self.y, NumberRange):
            y = self.y.to_dict()
        else:
            y = self.y

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if height is not UNSET:
            field_dict["height"] = height
        if width is not UNSET:
            field_dict["width"] = width
        if x is not UNSET:
            field_dict["x"] = x
        if y is not UNSET:
            field_dict["y"] = y

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.number_range import NumberRange  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_height(data: object) -> float | NumberRange | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                height_type_1 = NumberRange.from_dict(data)

                return height_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(float | NumberRange | Unset, data)

        height = _parse_height(d.pop("height", UNSET))

        def _parse_width(data: object) -> float | NumberRange | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                width_type_1 = NumberRange.from_dict(data)

                return width_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(float | NumberRange | Unset, data)

        width = _parse_width(d.pop("width", UNSET))

        def _parse_x(data: object) -> float | NumberRange | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                x_type_1 = NumberRange.from_dict(data)

                return x_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(float | NumberRange | Unset, data)

        x = _parse_x(d.pop("x", UNSET))

        def _parse_y(data: object) -> float | NumberRange | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                y_type_1 = NumberRange.from_dict(data)

                return y_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(float | NumberRange | Unset, data)

        y = _parse_y(d.pop("y", UNSET))

        box_matcher = cls(
            height=height,
            width=width,
            x=x,
            y=y,
        )

        box_matcher.additional_properties = d
        return box_matcher

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
