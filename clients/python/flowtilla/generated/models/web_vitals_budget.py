from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="WebVitalsBudget")


@_attrs_define
class WebVitalsBudget:
    """The most that the page may take, as the browser measured it.

    Attributes:
        cls (float | Unset): Cumulative Layout Shift.
        fcp_ms (float | Unset): First Contentful Paint, in milliseconds.
        inp_ms (float | Unset): Interaction to Next Paint so far, in milliseconds; 0 when nothing was touched.
        lcp_ms (float | Unset): Largest Contentful Paint, in milliseconds.
        load_ms (float | Unset): Time to the end of the `load` event, in milliseconds.
        page_bytes (int | Unset): Bytes of the page and all it loaded, as sent.
        requests (int | Unset): Requests of the page, itself included.
        ttfb_ms (float | Unset): Time to the first byte, in milliseconds.
    """

    cls: float | Unset = UNSET
    fcp_ms: float | Unset = UNSET
    inp_ms: float | Unset = UNSET
    lcp_ms: float | Unset = UNSET
    load_ms: float | Unset = UNSET
    page_bytes: int | Unset = UNSET
    requests: int | Unset = UNSET
    ttfb_ms: float | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        cls = self.cls

        fcp_ms = self.fcp_ms

        inp_ms = self.inp_ms

        lcp_ms = self.lcp_ms

        load_ms = self.load_ms

        page_bytes = self.page_bytes

        requests = self.requests

        ttfb_ms = self.ttfb_ms

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if cls is not UNSET:
            field_dict["cls"] = cls
        if fcp_ms is not UNSET:
            field_dict["fcp_ms"] = fcp_ms
        if inp_ms is not UNSET:
            field_dict["inp_ms"] = inp_ms
        if lcp_ms is not UNSET:
            field_dict["lcp_ms"] = lcp_ms
        if load_ms is not UNSET:
            field_dict["load_ms"] = load_ms
        if page_bytes is not UNSET:
            field_dict["page_bytes"] = page_bytes
        if requests is not UNSET:
            field_dict["requests"] = requests
        if ttfb_ms is not UNSET:
            field_dict["ttfb_ms"] = ttfb_ms

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        cls = d.pop("cls", UNSET)

        fcp_ms = d.pop("fcp_ms", UNSET)

        inp_ms = d.pop("inp_ms", UNSET)

        lcp_ms = d.pop("lcp_ms", UNSET)

        load_ms = d.pop("load_ms", UNSET)

        page_bytes = d.pop("page_bytes", UNSET)

        requests = d.pop("requests", UNSET)

        ttfb_ms = d.pop("ttfb_ms", UNSET)

        web_vitals_budget = cls(
            cls=cls,
            fcp_ms=fcp_ms,
            inp_ms=inp_ms,
            lcp_ms=lcp_ms,
            load_ms=load_ms,
            page_bytes=page_bytes,
            requests=requests,
            ttfb_ms=ttfb_ms,
        )

        web_vitals_budget.additional_properties = d
        return web_vitals_budget

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
