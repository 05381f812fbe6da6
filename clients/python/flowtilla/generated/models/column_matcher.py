from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.matcher import Matcher
    from ..models.number_range import NumberRange


T = TypeVar("T", bound="ColumnMatcher")


@_attrs_define
class ColumnMatcher:
    """A column as a whole: the numbers in it, or its texts. `1,234.50 €` is the number 1234.5.

    Attributes:
        name (int | str): The column's header, or its number from 0.
        average (float | NumberRange | Unset): Their average.
        max_ (float | NumberRange | Unset): The largest.
        min_ (float | NumberRange | Unset): The smallest.
        sum_ (float | NumberRange | Unset): The sum of its numbers.
        texts (list[Matcher | str] | Unset): Its texts from top to bottom; see `ordered` and `partial`.
    """

    name: int | str
    average: float | NumberRange | Unset = UNSET
    max_: float | NumberRange | Unset = UNSET
    min_: float | NumberRange | Unset = UNSET
    sum_: float | NumberRange | Unset = UNSET
    texts: list[Matcher | str] | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.matcher import Matcher  # noqa: PLC0415
        from ..models.number_range import NumberRange  # noqa: PLC0415

        name: int | str
        name = self.name

        average: dict[str, Any] | float | Unset
        if isinstance(self.average, Unset):
            average = UNSET
        elif isinstance(self.average, NumberRange):
            average = self.average.to_dict()
        else:
            average = self.average

        max_: dict[str, Any] | float | Unset
        if isinstance(self.max_, Unset):
            max_ = UNSET
        elif isinstance(self.max_, NumberRange):
            max_ = self.max_.to_dict()
        else:
            max_ = self.max_

        min_: dict[str, Any] | float | Unset
        if isinstance(self.min_, Unset):
            min_ = UNSET
        elif isinstance(self.min_, NumberRange):
            min_ = self.min_.to_dict()
        else:
            min_ = self.min_

        sum_: dict[str, Any] | float | Unset
        if isinstance(self.sum_, Unset):
            sum_ = UNSET
        elif isinstance(self.sum_, NumberRange):
            sum_ = self.sum_.to_dict()
        else:
            sum_ = self.sum_

        texts: list[dict[str, Any] | str] | Unset = UNSET
        if not isinstance(self.texts, Unset):
            texts = []
            for texts_item_data in self.texts:
                texts_item: dict[str, Any] | str
                if isinstance(texts_item_data, Matcher):
                    texts_item = texts_item_data.to_dict()
                else:
                    texts_item = texts_item_data
                texts.append(texts_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "name": name,
            }
        )
        if average is not UNSET:
            field_dict["average"] = average
        if max_ is not UNSET:
            field_dict["max"] = max_
        if min_ is not UNSET:
            field_dict["min"] = min_
        if sum_ is not UNSET:
            field_dict["sum"] = sum_
        if texts is not UNSET:
            field_dict["texts"] = texts

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.matcher import Matcher  # noqa: PLC0415
        from ..models.number_range import NumberRange  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_name(data: object) -> int | str:
            return cast(int | str, data)

        name = _parse_name(d.pop("name"))

        def _parse_average(data: object) -> float | NumberRange | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                average_type_1 = NumberRange.from_dict(data)

                return average_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(float | NumberRange | Unset, data)

        average = _parse_average(d.pop("average", UNSET))

        def _parse_max_(data: object) -> float | NumberRange | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                max_type_1 = NumberRange.from_dict(data)

                return max_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(float | NumberRange | Unset, data)

        max_ = _parse_max_(d.pop("max", UNSET))

        def _parse_min_(data: object) -> float | NumberRange | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                min_type_1 = NumberRange.from_dict(data)

                return min_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(float | NumberRange | Unset, data)

        min_ = _parse_min_(d.pop("min", UNSET))

        def _parse_sum_(data: object) -> float | NumberRange | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                sum_type_1 = NumberRange.from_dict(data)

                return sum_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(float | NumberRange | Unset, data)

        sum_ = _parse_sum_(d.pop("sum", UNSET))

        _texts = d.pop("texts", UNSET)
        texts: list[Matcher | str] | Unset = UNSET
        if _texts is not UNSET:
            texts = []
            for texts_item_data in _texts:

                def _parse_texts_item(data: object) -> Matcher | str:
                    try:
                        if not isinstance(data, dict):
                            raise TypeError()
                        componentsschemas_text_matcher_type_1 = Matcher.from_dict(data)

                        return componentsschemas_text_matcher_type_1
                    except (TypeError, ValueError, AttributeError, KeyError):
                        pass
                    return cast(Matcher | str, data)

                texts_item = _parse_texts_item(texts_item_data)

                texts.append(texts_item)

        column_matcher = cls(
            name=name,
            average=average,
            max_=max_,
            min_=min_,
            sum_=sum_,
            texts=texts,
        )

        column_matcher.additional_properties = d
        return column_matcher

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
