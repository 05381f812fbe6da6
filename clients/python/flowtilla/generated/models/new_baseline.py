from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="NewBaseline")


@_attrs_define
class NewBaseline:
    """A picture to upload.

    Attributes:
        flow_name (str):
        name (str):
        png (str): A PNG in base64.
        setting (str): Browser, viewport and platform, e.g. `chromium-headless-shell-1280x720-linux`.
        approve (bool | Unset): Approve it at once. Default: False.
    """

    flow_name: str
    name: str
    png: str
    setting: str
    approve: bool | Unset = False

    def to_dict(self) -> dict[str, Any]:
        flow_name = self.flow_name

        name = self.name

        png = self.png

        setting = self.setting

        approve = self.approve

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "flow_name": flow_name,
                "name": name,
                "png": png,
                "setting": setting,
            }
        )
        if approve is not UNSET:
            field_dict["approve"] = approve

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        flow_name = d.pop("flow_name")

        name = d.pop("name")

        png = d.pop("png")

        setting = d.pop("setting")

        approve = d.pop("approve", UNSET)

        new_baseline = cls(
            flow_name=flow_name,
            name=name,
            png=png,
            setting=setting,
            approve=approve,
        )

        return new_baseline
