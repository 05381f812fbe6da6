from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="AgentClipboard")


@_attrs_define
class AgentClipboard:
    """What is in the clipboard of a desktop.

    Attributes:
        text (str): The text that was copied last; empty when there is none.
    """

    text: str

    def to_dict(self) -> dict[str, Any]:
        text = self.text

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "text": text,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        text = d.pop("text")

        agent_clipboard = cls(
            text=text,
        )

        return agent_clipboard
