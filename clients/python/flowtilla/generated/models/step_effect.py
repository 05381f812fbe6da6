from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="StepEffect")


@_attrs_define
class StepEffect:
    """What a step did when it was recorded.

    Attributes:
        dialogs (list[str] | Unset): The kinds of the dialogs that opened: `confirm`.
        page (str | Unset): The path of the page afterwards, when it was another.
        regions (list[str] | Unset): The parts of the page that were others afterwards: `main`, `status`.
        requests (list[str] | Unset): What was asked for that changes something: `POST /cart`.
    """

    dialogs: list[str] | Unset = UNSET
    page: str | Unset = UNSET
    regions: list[str] | Unset = UNSET
    requests: list[str] | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        dialogs: list[str] | Unset = UNSET
        if not isinstance(self.dialogs, Unset):
            dialogs = self.dialogs

        page = self.page

        regions: list[str] | Unset = UNSET
        if not isinstance(self.regions, Unset):
            regions = self.regions

        requests: list[str] | Unset = UNSET
        if not isinstance(self.requests, Unset):
            requests = self.requests

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if dialogs is not UNSET:
            field_dict["dialogs"] = dialogs
        if page is not UNSET:
            field_dict["page"] = page
        if regions is not UNSET:
            field_dict["regions"] = regions
        if requests is not UNSET:
            field_dict["requests"] = requests

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        dialogs = cast(list[str], d.pop("dialogs", UNSET))

        page = d.pop("page", UNSET)

        regions = cast(list[str], d.pop("regions", UNSET))

        requests = cast(list[str], d.pop("requests", UNSET))

        step_effect = cls(
            dialogs=dialogs,
            page=page,
            regions=regions,
            requests=requests,
        )

        step_effect.additional_properties = d
        return step_effect

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
