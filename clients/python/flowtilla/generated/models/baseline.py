from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.baseline_status import BaselineStatus, check_baseline_status

T = TypeVar("T", bound="Baseline")


@_attrs_define
class Baseline:
    """A picture that screenshots are compared with, or that waits for approval.

    Attributes:
        bytes_ (int):
        created_at (datetime.datetime):
        decided_at (datetime.datetime | None):
        decided_by (None | str):
        execution_id (None | UUID): The execution that took it; null when it was uploaded.
        flow_name (str):
        id (UUID):
        name (str): The name that the step gives, else its id, else its place.
        setting (str): Browser, viewport and platform.
        sha256 (str):
        status (BaselineStatus): Where a baseline stands.
            - `proposed`
            - `approved`
            - `rejected`
            - `superseded`: A later one was approved.
        url (str): Where its bytes are.
        version (int): From 1 for each flow, name and setting.
    """

    bytes_: int
    created_at: datetime.datetime
    decided_at: datetime.datetime | None
    decided_by: None | str
    execution_id: None | UUID
    flow_name: str
    id: UUID
    name: str
    setting: str
    sha256: str
    status: BaselineStatus
    url: str
    version: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        bytes_ = self.bytes_

        created_at = self.created_at.isoformat()

        decided_at: None | str
        if isinstance(self.decided_at, datetime.datetime):
            decided_at = self.decided_at.isoformat()
        else:
            decided_at = self.decided_at

        decided_by: None | str
        decided_by = self.decided_by

        execution_id: None | str
        if isinstance(self.execution_id, UUID):
            execution_id = str(self.execution_id)
        else:
            execution_id = self.execution_id

        flow_name = self.flow_name

        id = str(self.id)

        name = self.name

        setting = self.setting

        sha256 = self.sha256

        status: str = self.status

        url = self.url

        version = self.version

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "bytes": bytes_,
                "created_at": created_at,
                "decided_at": decided_at,
                "decided_by": decided_by,
                "execution_id": execution_id,
                "flow_name": flow_name,
                "id": id,
                "name": name,
                "setting": setting,
                "sha256": sha256,
                "status": status,
                "url": url,
                "version": version,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        bytes_ = d.pop("bytes")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        def _parse_decided_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                decided_at_type_0 = datetime.datetime.fromisoformat(data)

                return decided_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        decided_at = _parse_decided_at(d.pop("decided_at"))

        def _parse_decided_by(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        decided_by = _parse_decided_by(d.pop("decided_by"))

        def _parse_execution_id(data: object) -> None | UUID:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                execution_id_type_0 = UUID(data)

                return execution_id_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | UUID, data)

        execution_id = _parse_execution_id(d.pop("execution_id"))

        flow_name = d.pop("flow_name")

        id = UUID(d.pop("id"))

        name = d.pop("name")

        setting = d.pop("setting")

        sha256 = d.pop("sha256")

        status = check_baseline_status(d.pop("status"))

        url = d.pop("url")

        version = d.pop("version")

        baseline = cls(
            bytes_=bytes_,
            created_at=created_at,
            decided_at=decided_at,
            decided_by=decided_by,
            execution_id=execution_id,
            flow_name=flow_name,
            id=id,
            name=name,
            setting=setting,
            sha256=sha256,
            status=status,
            url=url,
            version=version,
        )

        baseline.additional_properties = d
        return baseline

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
