from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.field_error import FieldError
    from ..models.flow import Flow


T = TypeVar("T", bound="Validation")


@_attrs_define
class Validation:
    """What was found out about a document.

    Attributes:
        problems (list[FieldError]): Everything that is wrong, by place.
        valid (bool): No problem is an error.
        document (Flow | Unset): A flow: what a person does on a site and what they then see, as a document.
        version (str | Unset): The hash that names this version, when it is valid.
    """

    problems: list[FieldError]
    valid: bool
    document: Flow | Unset = UNSET
    version: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        problems = []
        for problems_item_data in self.problems:
            problems_item = problems_item_data.to_dict()
            problems.append(problems_item)

        valid = self.valid

        document: dict[str, Any] | Unset = UNSET
        if not isinstance(self.document, Unset):
            document = self.document.to_dict()

        version = self.version

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "problems": problems,
                "valid": valid,
            }
        )
        if document is not UNSET:
            field_dict["document"] = document
        if version is not UNSET:
            field_dict["version"] = version

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.field_error import FieldError  # noqa: PLC0415
        from ..models.flow import Flow  # noqa: PLC0415

        d = dict(src_dict)
        problems = []
        _problems = d.pop("problems")
        for problems_item_data in _problems:
            problems_item = FieldError.from_dict(problems_item_data)

            problems.append(problems_item)

        valid = d.pop("valid")

        _document = d.pop("document", UNSET)
        document: Flow | Unset
        if isinstance(_document, Unset):
            document = UNSET
        else:
            document = Flow.from_dict(_document)

        version = d.pop("version", UNSET)

        validation = cls(
            problems=problems,
            valid=valid,
            document=document,
            version=version,
        )

        validation.additional_properties = d
        return validation

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
