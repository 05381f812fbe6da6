from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="ProjectChange")


@_attrs_define
class ProjectChange:
    """What of a project is to be another.

    Attributes:
        four_eyes (bool): Whether somebody else than whoever wrote a version of a flow has to approve it.
    """

    four_eyes: bool

    def to_dict(self) -> dict[str, Any]:
        four_eyes = self.four_eyes

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "four_eyes": four_eyes,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        four_eyes = d.pop("four_eyes")

        project_change = cls(
            four_eyes=four_eyes,
        )

        return project_change
