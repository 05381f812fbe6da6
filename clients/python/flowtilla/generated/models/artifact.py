from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="Artifact")


@_attrs_define
class Artifact:
    """Stored bytes.

    Attributes:
        attempt (int):
        bytes_ (int): Size in bytes.
        created_at (datetime.datetime):
        id (UUID):
        kind (str): `screenshot`, `outline`, `download`, `log`, …
        media_type (str):
        name (None | str): A file name for people.
        sha256 (str):
        step_index (int | None):
        url (str): Where the bytes are.
    """

    attempt: int
    bytes_: int
    created_at: datetime.datetime
    id: UUID
    kind: str
    media_type: str
    name: None | str
    sha256: str
    step_index: int | None
    url: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        attempt = self.attempt

        bytes_ = self.bytes_

        created_at = self.created_at.isoformat()

        id = str(self.id)

        kind = self.kind

        media_type = self.media_type

        name: None | str
        name = self.name

        sha256 = self.sha256

        step_index: int | None
        step_index = self.step_index

        url = self.url

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "attempt": attempt,
                "bytes": bytes_,
                "created_at": created_at,
                "id": id,
                "kind": kind,
                "media_type": media_type,
                "name": name,
                "sha256": sha256,
                "step_index": step_index,
                "url": url,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        attempt = d.pop("attempt")

        bytes_ = d.pop("bytes")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        id = UUID(d.pop("id"))

        kind = d.pop("kind")

        media_type = d.pop("media_type")

        def _parse_name(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        name = _parse_name(d.pop("name"))

        sha256 = d.pop("sha256")

        def _parse_step_index(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        step_index = _parse_step_index(d.pop("step_index"))

        url = d.pop("url")

        artifact = cls(
            attempt=attempt,
            bytes_=bytes_,
            created_at=created_at,
            id=id,
            kind=kind,
            media_type=media_type,
            name=name,
            sha256=sha256,
            step_index=step_index,
            url=url,
        )

        artifact.additional_properties = d
        return artifact

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
