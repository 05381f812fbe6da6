from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.element_box import ElementBox
    from ..models.suggested_locator import SuggestedLocator


T = TypeVar("T", bound="InspectedElement")


@_attrs_define
class InspectedElement:
    """An element of a page, and how a flow may call it.

    Attributes:
        description (str): Its tag as one would write it, shortened.
        locators (list[SuggestedLocator]): Each was tried and means this element alone; best first.
        name (str): Accessible name.
        rect (ElementBox): A box in CSS pixels of the viewport.
        role (None | str): ARIA role.
        states (Any): `visible`, `enabled`, `focused`, and what else it can be: `editable`, `checked`, `pressed`,
            `selected`, `expanded`, `level`.
        tag (str):
    """

    description: str
    locators: list[SuggestedLocator]
    name: str
    rect: ElementBox
    role: None | str
    states: Any
    tag: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        description = self.description

        locators = []
        for locators_item_data in self.locators:
            locators_item = locators_item_data.to_dict()
            locators.append(locators_item)

        name = self.name

        rect = self.rect.to_dict()

        role: None | str
        role = self.role

        states = self.states

        tag = self.tag

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "description": description,
                "locators": locators,
                "name": name,
                "rect": rect,
                "role": role,
                "states": states,
                "tag": tag,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.element_box import ElementBox  # noqa: PLC0415
        from ..models.suggested_locator import SuggestedLocator  # noqa: PLC0415

        d = dict(src_dict)
        description = d.pop("description")

        locators = []
        _locators = d.pop("locators")
        for locators_item_data in _locators:
            locators_item = SuggestedLocator.from_dict(locators_item_data)

            locators.append(locators_item)

        name = d.pop("name")

        rect = ElementBox.from_dict(d.pop("rect"))

        def _parse_role(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        role = _parse_role(d.pop("role"))

        states = d.pop("states")

        tag = d.pop("tag")

        inspected_element = cls(
            description=description,
            locators=locators,
            name=name,
            rect=rect,
            role=role,
            states=states,
            tag=tag,
        )

        inspected_element.additional_properties = d
        return inspected_element

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
