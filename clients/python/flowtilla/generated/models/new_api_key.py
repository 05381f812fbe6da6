from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define

from ..models.key_scope import KeyScope, check_key_scope
from ..types import UNSET, Unset

T = TypeVar("T", bound="NewApiKey")


@_attrs_define
class NewApiKey:
    """A key to make.

    Attributes:
        name (str): What the key is for.
        expires_in (str | Unset): When it ends, from now: `90d`, `12h`. Absent: never.
        project_id (UUID | Unset): Whose it is; the caller's own when absent. Another one only for an `admin` of the
            project `default`.
        scopes (list[KeyScope] | Unset): What it may do; `read` and `run` when absent.
    """

    name: str
    expires_in: str | Unset = UNSET
    project_id: UUID | Unset = UNSET
    scopes: list[KeyScope] | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        expires_in = self.expires_in

        project_id: str | Unset = UNSET
        if not isinstance(self.project_id, Unset):
            project_id = str(self.project_id)

        scopes: list[str] | Unset = UNSET
        if not isinstance(self.scopes, Unset):
            scopes = []
            for scopes_item_data in self.scopes:
                scopes_item: str = scopes_item_data
                scopes.append(scopes_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "name": name,
            }
        )
        if expires_in is not UNSET:
            field_dict["expires_in"] = expires_in
        if project_id is not UNSET:
            field_dict["project_id"] = project_id
        if scopes is not UNSET:
            field_dict["scopes"] = scopes

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        name = d.pop("name")

        expires_in = d.pop("expires_in", UNSET)

        _project_id = d.pop("project_id", UNSET)
        project_id: UUID | Unset
        if isinstance(_project_id, Unset):
            project_id = UNSET
        else:
            project_id = UUID(_project_id)

        _scopes = d.pop("scopes", UNSET)
        scopes: list[KeyScope] | Unset = UNSET
        if _scopes is not UNSET:
            scopes = []
            for scopes_item_data in _scopes:
                scopes_item = check_key_scope(scopes_item_data)

                scopes.append(scopes_item)

        new_api_key = cls(
            name=name,
            expires_in=expires_in,
            project_id=project_id,
            scopes=scopes,
        )

        return new_api_key
