from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.header_matcher import HeaderMatcher
    from ..models.matcher import Matcher


T = TypeVar("T", bound="ResponseMatcher")


@_attrs_define
class ResponseMatcher:
    """The last answer to a request with this address and method, and what it must be.

    Attributes:
        body (Matcher | str | Unset): How a text is compared: a plain string, or `equals`, `contains`, `matches`.
        headers (list[HeaderMatcher] | Unset): Headers that the response must have.
        latency_ms (int | Unset): Longest time until the head of the response came, in milliseconds.
        method (str | Unset): HTTP method, e.g. `POST`; any when absent.
        status (str | Unset): Status: `200`, `2xx`, or several such as `404,410`.
        url (Matcher | str | Unset): How an address is compared: a glob such as `**/orders/*`, or `equals`, `contains`,
            `matches`.
    """

    body: Matcher | str | Unset = UNSET
    headers: list[HeaderMatcher] | Unset = UNSET
    latency_ms: int | Unset = UNSET
    method: str | Unset = UNSET
    status: str | Unset = UNSET
    url: Matcher | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.matcher import Matcher  # noqa: PLC0415

        body: dict[str, Any] | str | Unset
        if isinstance(self.body, Unset):
            body = UNSET
        elif isinstance(self.body, Matcher):
            body = self.body.to_dict()
        else:
            body = self.body

        headers: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.headers, Unset):
            headers = []
            for headers_item_data in self.headers:
                headers_item = headers_item_data.to_dict()
                headers.append(headers_item)

        latency_ms = self.latency_ms

        method = self.method

        status = self.status

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
        if body is not UNSET:
            field_dict["body"] = body
        if headers is not UNSET:
            field_dict["headers"] = headers
        if latency_ms is not UNSET:
            field_dict["latency_ms"] = latency_ms
        if method is not UNSET:
            field_dict["method"] = method
        if status is not UNSET:
            field_dict["status"] = status
        if url is not UNSET:
            field_dict["url"] = url

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.header_matcher import HeaderMatcher  # noqa: PLC0415
        from ..models.matcher import Matcher  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_body(data: object) -> Matcher | str | Unset:
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

        body = _parse_body(d.pop("body", UNSET))

        _headers = d.pop("headers", UNSET)
        headers: list[HeaderMatcher] | Unset = UNSET
        if _headers is not UNSET:
            headers = []
            for headers_item_data in _headers:
                headers_item = HeaderMatcher.from_dict(headers_item_data)

                headers.append(headers_item)

        latency_ms = d.pop("latency_ms", UNSET)

        method = d.pop("method", UNSET)

        status = d.pop("status", UNSET)

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

        response_matcher = cls(
            body=body,
            headers=headers,
            latency_ms=latency_ms,
            method=method,
            status=status,
            url=url,
        )

        response_matcher.additional_properties = d
        return response_matcher

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
