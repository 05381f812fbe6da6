from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.console_matcher_level import (
    ConsoleMatcherLevel,
    check_console_matcher_level,
)
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.count_range import CountRange
    from ..models.matcher import Matcher


T = TypeVar("T", bound="ConsoleMatcher")


@_attrs_define
class ConsoleMatcher:
    """Lines of the console, and how often they were written.

    Attributes:
        count (CountRange | int | Unset): How often: a number, or `{min, max}`; at least once when absent.
        level (ConsoleMatcherLevel | Unset): How bad; any when absent.
        text (Matcher | str | Unset): How a text is compared: a plain string, or `equals`, `contains`, `matches`.
    """

    count: CountRange | int | Unset = UNSET
    level: ConsoleMatcherLevel | Unset = UNSET
    text: Matcher | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.count_range import CountRange  # noqa: PLC0415
        from ..models.matcher import Matcher  # noqa: PLC0415

        count: dict[str, Any] | int | Unset
        if isinstance(self.count, Unset):
            count = UNSET
        elif isinstance(self.count, CountRange):
            count = self.count.to_dict()
        else:
            count = self.count

        level: str | Unset = UNSET
        if not isinstance(self.level, Unset):
            level = self.level

        text: dict[str, Any] | str | Unset
        if isinstance(self.text, Unset):
            text = UNSET
        elif isinstance(self.text, Matcher):
            text = self.text.to_dict()
        else:
            text = self.text

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if count is not UNSET:
            field_dict["count"] = count
        if level is not UNSET:
            field_dict["level"] = level
        if text is not UNSET:
            field_dict["text"] = text

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.count_range import CountRange  # noqa: PLC0415
        from ..models.matcher import Matcher  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_count(data: object) -> CountRange | int | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                count_type_1 = CountRange.from_dict(data)

                return count_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(CountRange | int | Unset, data)

        count = _parse_count(d.pop("count", UNSET))

        _level = d.pop("level", UNSET)
        level: ConsoleMatcherLevel | Unset
        if isinstance(_level, Unset):
            level = UNSET
        else:
            level = check_console_matcher_level(_level)

        def _parse_text(data: object) -> Matcher | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                componentsschemas_text_matcher_type_1 = Matcher.from_dict(data)

                return componentsschemas_text_matcher_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(Matcher | str | Unset, data)

        text = _parse_text(d.pop("text", UNSET))

        console_matcher = cls(
            count=count,
            level=level,
            text=text,
        )

        console_matcher.additional_properties = d
        return console_matcher

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
