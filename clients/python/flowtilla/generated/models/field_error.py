from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="FieldError")


@_attrs_define
class FieldError:
    """One fault of a request.

    Attributes:
        message (str): What was wrong and what was expected.
        path (str): Where, as a path into the body: `flows[0].steps[3].target`.
        severity (str): `error`, or `warning` for something that works but is likely a mistake.
        code (str | Unset): The kind of fault, as a word that programs may compare.
        column (int | Unset): Column in that line, in characters from 1.
        line (int | Unset): Line in the body, from 1.
    """

    message: str
    path: str
    severity: str
    code: str | Unset = UNSET
    column: int | Unset = UNSET
    line: int | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        message = self.message

        path = self.path

        severity = self.severity

        code = self.code

        column = self.column

        line = self.line

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "message": message,
                "path": path,
                "severity": severity,
            }
        )
        if code is not UNSET:
            field_dict["code"] = code
        if column is not UNSET:
            field_dict["column"] = column
        if line is not UNSET:
            field_dict["line"] = line

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        message = d.pop("message")

        path = d.pop("path")

        severity = d.pop("severity")

        code = d.pop("code", UNSET)

        column = d.pop("column", UNSET)

        line = d.pop("line", UNSET)

        field_error = cls(
            message=message,
            path=path,
            severity=severity,
            code=code,
            column=column,
            line=line,
        )

        field_error.additional_properties = d
        return field_error

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
