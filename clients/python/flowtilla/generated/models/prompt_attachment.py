from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="PromptAttachment")


@_attrs_define
class PromptAttachment:
    """A document beside a prompt.

    Attributes:
        name (str):
        data (str | Unset): The bytes in base64: a PDF, or text.
        text (str | Unset): Markdown, OpenAPI, or any other text.
    """

    name: str
    data: str | Unset = UNSET
    text: str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        data = self.data

        text = self.text

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "name": name,
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
        name = d.pop("name")

        data = d.pop("data", UNSET)

        text = d.pop("text", UNSET)

        prompt_attachment = cls(
            name=name,
            data=data,
            text=text,
        )

        return prompt_attachment
