from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.valid_if import ValidIf


T = TypeVar("T", bound="ProfileRules")


@_attrs_define
class ProfileRules:
    """How a profile is made and how long it is good.

    Attributes:
        max_age (str | Unset): How long a saved state is good, e.g. `12h`; absent: until `valid_if` fails.
        setup_flow (str | Unset): Name or id of the approved flow that logs in. It runs once for all that need the
            profile.
        valid_if (ValidIf | Unset): How to see that a saved state is still good.
    """

    max_age: str | Unset = UNSET
    setup_flow: str | Unset = UNSET
    valid_if: ValidIf | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        max_age = self.max_age

        setup_flow = self.setup_flow

        valid_if: dict[str, Any] | Unset = UNSET
        if not isinstance(self.valid_if, Unset):
            valid_if = self.valid_if.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if max_age is not UNSET:
            field_dict["max_age"] = max_age
        if setup_flow is not UNSET:
            field_dict["setup_flow"] = setup_flow
        if valid_if is not UNSET:
            field_dict["valid_if"] = valid_if

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.valid_if import ValidIf  # noqa: PLC0415

        d = dict(src_dict)
        max_age = d.pop("max_age", UNSET)

        setup_flow = d.pop("setup_flow", UNSET)

        _valid_if = d.pop("valid_if", UNSET)
        valid_if: ValidIf | Unset
        if isinstance(_valid_if, Unset):
            valid_if = UNSET
        else:
            valid_if = ValidIf.from_dict(_valid_if)

        profile_rules = cls(
            max_age=max_age,
            setup_flow=setup_flow,
            valid_if=valid_if,
        )

        return profile_rules
