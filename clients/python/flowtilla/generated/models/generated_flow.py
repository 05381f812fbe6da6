from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.flow import Flow


T = TypeVar("T", bound="GeneratedFlow")


@_attrs_define
class GeneratedFlow:
    """A draft.

    Attributes:
        approval (str): `pending`, `approved` or `rejected`.
        document (Flow): A flow: what a person does on a site and what they then see, as a document.
        flow_id (UUID):
        generation (Any): What is known about it since it was written: `verified` (it was tried and passed), `tried`,
            `problem`, `kind`, `assertions`,
            `steps` (of each the `sentence` of the prompt that it comes from, and whether it was `verified`), `risks`,
            `expected`
            (`seconds`, `model_usd`), `demo`.
        lint (list[Any]): Warnings about the document.
        name (str):
        version (str): Hash of the newest version.
    """

    approval: str
    document: Flow
    flow_id: UUID
    generation: Any
    lint: list[Any]
    name: str
    version: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        approval = self.approval

        document = self.document.to_dict()

        flow_id = str(self.flow_id)

        generation = self.generation

        lint = self.lint

        name = self.name

        version = self.version

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "approval": approval,
                "document": document,
                "flow_id": flow_id,
                "generation": generation,
                "lint": lint,
                "name": name,
                "version": version,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.flow import Flow  # noqa: PLC0415

        d = dict(src_dict)
        approval = d.pop("approval")

        document = Flow.from_dict(d.pop("document"))

        flow_id = UUID(d.pop("flow_id"))

        generation = d.pop("generation")

        lint = cast(list[Any], d.pop("lint"))

        name = d.pop("name")

        version = d.pop("version")

        generated_flow = cls(
            approval=approval,
            document=document,
            flow_id=flow_id,
            generation=generation,
            lint=lint,
            name=name,
            version=version,
        )

        generated_flow.additional_properties = d
        return generated_flow

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
