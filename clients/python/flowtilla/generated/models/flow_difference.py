from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.field_difference import FieldDifference
    from ..models.step_difference import StepDifference


T = TypeVar("T", bound="FlowDifference")


@_attrs_define
class FlowDifference:
    """What changed between two versions of a flow.

    Attributes:
        fields (list[FieldDifference]): What changed beside the steps: `name`, `timeout`, ….
        from_ (str): Hash of the version before.
        steps (list[StepDifference]):
        text (str): A unified diff of the YAML; empty when nothing changed.
        to (str): Hash of the version after.
    """

    fields: list[FieldDifference]
    from_: str
    steps: list[StepDifference]
    text: str
    to: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        fields = []
        for fields_item_data in self.fields:
            fields_item = fields_item_data.to_dict()
            fields.append(fields_item)

        from_ = self.from_

        steps = []
        for steps_item_data in self.steps:
            steps_item = steps_item_data.to_dict()
            steps.append(steps_item)

        text = self.text

        to = self.to

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "fields": fields,
                "from": from_,
                "steps": steps,
                "text": text,
                "to": to,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.field_difference import FieldDifference  # noqa: PLC0415
        from ..models.step_difference import StepDifference  # noqa: PLC0415

        d = dict(src_dict)
        fields = []
        _fields = d.pop("fields")
        for fields_item_data in _fields:
            fields_item = FieldDifference.from_dict(fields_item_data)

            fields.append(fields_item)

        from_ = d.pop("from")

        steps = []
        _steps = d.pop("steps")
        for steps_item_data in _steps:
            steps_item = StepDifference.from_dict(steps_item_data)

            steps.append(steps_item)

        text = d.pop("text")

        to = d.pop("to")

        flow_difference = cls(
            fields=fields,
            from_=from_,
            steps=steps,
            text=text,
            to=to,
        )

        flow_difference.additional_properties = d
        return flow_difference

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
