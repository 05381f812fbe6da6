from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="NewFlowComment")


@_attrs_define
class NewFlowComment:
    """Something to say about a version of a flow.

    Attributes:
        text (str):
        path (str | Unset): The step that it is about: `steps[3]`.
        version (str | Unset): Hash of the version; the newest when absent.
    """

    text: str
    path: str | Unset = UNSET
    version: str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        text = self.text

        path = self.path

        version = self.version

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "text": text,
            }
        )
        if path is not UNSET:
            field_dict["path"] = path
        if version is not UNSET:
            field_dict["version"] = version

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        text = d.pop("text")

        path = d.pop("path", UNSET)

        version = d.pop("version", UNSET)

        new_flow_comment = cls(
            text=text,
            path=path,
            version=version,
        )

        return new_flow_comment
