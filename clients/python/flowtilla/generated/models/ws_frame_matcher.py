from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.ws_frame_matcher_direction import (
    WsFrameMatcherDirection,
    check_ws_frame_matcher_direction,
)
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.count_range import CountRange
    from ..models.matcher import Matcher


T = TypeVar("T", bound="WsFrameMatcher")


@_attrs_define
class WsFrameMatcher:
    """Messages over WebSockets of the page, and how often they were seen.

    Attributes:
        count (CountRange | int | Unset): How often: a number, or `{min, max}`; at least once when absent.
        direction (WsFrameMatcherDirection | Unset): Of the page; both when absent.
        text (Matcher | str | Unset): How a text is compared: a plain string, or `equals`, `contains`, `matches`.
        url (Matcher | str | Unset): How an address is compared: a glob such as `**/orders/*`, or `equals`, `contains`,
            `matches`.
    """

    count: CountRange | int | Unset = UNSET
    direction: WsFrameMatcherDirection | Unset = UNSET
    text: Matcher | str | Unset = UNSET
    url: Matcher | str | Unset = UNSET
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

        direction: str | Unset = UNSET
        if not isinstance(self.direction, Unset):
            direction = self.direction

        text: dict[str, Any] | str | Unset
        if isinstance(self.text, Unset):
            text = UNSET
        elif isinstance(self.text, Matcher):
            text = self.text.to_dict()
        else:
            text = self.text

        url: dict[str, Any] | str | Unset
        if isinstance(self.url, Unset):
            url = UNSET
        elif isinstance(self.url, Matcher):
            url = self.url.to_dict()
        else:
            url = self.url

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if count is not UNSET:
            field_dict["count"] = count
        if direction is not UNSET:
            field_dict["direction"] = direction
        if text is not UNSET:
            field_dict["text"] = text
        if url is not UNSET:
            field_dict["url"] = url

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

        _direction = d.pop("direction", UNSET)
        direction: WsFrameMatcherDirection | Unset
        if isinstance(_direction, Unset):
            direction = UNSET
        else:
            direction = check_ws_frame_matcher_direction(_direction)

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

        def _parse_url(data: object) -> Matcher | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                componentsschemas_url_matcher_type_1 = Matcher.from_dict(data)

                return componentsschemas_url_matcher_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(Matcher | str | Unset, data)

        url = _parse_url(d.pop("url", UNSET))

        ws_frame_matcher = cls(
            count=count,
            direction=direction,
            text=text,
            url=url,
        )

        ws_frame_matcher.additional_properties = d
        return ws_frame_matcher

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
