from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="NewAgentFile")


@_attrs_define
class NewAgentFile:
    """A file for a desktop.

    Attributes:
        path (str): Below the home: `Documents/list.csv`.
        data (str | Unset): What is in it, in base64.
        text (str | Unset): What is in it, as text.
    """

    path: str
    data: str | Unset = UNSET
    text: str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        path = self.path

        data = self.data

        text = self.text

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "path": path,
            }
        )
        if data is not UNSET:
            field_dict["data"] = data
        if text is not UNSET:
            field_dict["text"] = text

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        path = d.pop("path")

        data = d.pop("data", UNSET)

        text = d.pop("text", UNSET)

        new_agent_file = cls(
            path=path,
            data=data,
            text=text,
        )

        return new_agent_file
