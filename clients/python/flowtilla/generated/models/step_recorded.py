from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.step_effect import StepEffect
    from ..models.target import Target


T = TypeVar("T", bound="StepRecorded")


@_attrs_define
class StepRecorded:
    """What is known of the element and the effect of a step that was recorded.

    Attributes:
        candidates (list[Target] | Unset): Further targets that meant the element alone, the best first.
        effect (StepEffect | Unset): What a step did when it was recorded.
        name (str | Unset): Its accessible name.
        role (str | Unset): The element's role.
        tag (str | Unset): Its tag, in lower case.
    """

    candidates: list[Target] | Unset = UNSET
    effect: StepEffect | Unset = UNSET
    name: str | Unset = UNSET
    role: str | Unset = UNSET
    tag: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        candidates: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.candidates, Unset):
            candidates = []
            for candidates_item_data in self.candidates:
                candidates_item = candidates_item_data.to_dict()
                candidates.append(candidates_item)

        effect: dict[str, Any] | Unset = UNSET
        if not isinstance(self.effect, Unset):
            effect = self.effect.to_dict()

        name = self.name

        role = self.role

        tag = self.tag

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if candidates is not UNSET:
            field_dict["candidates"] = candidates
        if effect is not UNSET:
            field_dict["effect"] = effect
        if name is not UNSET:
            field_dict["name"] = name
        if role is not UNSET:
            field_dict["role"] = role
        if tag is not UNSET:
            field_dict["tag"] = tag

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.step_effect import StepEffect  # noqa: PLC0415
        from ..models.target import Target  # noqa: PLC0415

        d = dict(src_dict)
        _candidates = d.pop("candidates", UNSET)
        candidates: list[Target] | Unset = UNSET
        if _candidates is not UNSET:
            candidates = []
            for candidates_item_data in _candidates:
                candidates_item = Target.from_dict(candidates_item_data)

                candidates.append(candidates_item)

        _effect = d.pop("effect", UNSET)
        effect: StepEffect | Unset
        if isinstance(_effect, Unset):
            effect = UNSET
        else:
            effect = StepEffect.from_dict(_effect)

        name = d.pop("name", UNSET)

        role = d.pop("role", UNSET)

        tag = d.pop("tag", UNSET)

        step_recorded = cls(
            candidates=candidates,
            effect=effect,
            name=name,
            role=role,
            tag=tag,
        )

        step_recorded.additional_properties = d
        return step_recorded

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
