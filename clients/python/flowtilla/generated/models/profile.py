from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="Profile")


@_attrs_define
class Profile:
    """A profile without what was saved.

    Attributes:
        created_at (datetime.datetime):
        failure (None | str): Why the last log-in failed.
        max_age_seconds (float | None):
        name (str):
        saved_at (datetime.datetime | None):
        setup_flow (None | str):
        state (str): `empty`, `saved`, `expired`, or `renewing` while an execution logs in.
        updated_at (datetime.datetime):
        valid_if (Any):
    """

    created_at: datetime.datetime
    failure: None | str
    max_age_seconds: float | None
    name: str
    saved_at: datetime.datetime | None
    setup_flow: None | str
    state: str
    updated_at: datetime.datetime
    valid_if: Any
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        created_at = self.created_at.isoformat()

        failure: None | str
        failure = self.failure

        max_age_seconds: float | None
        max_age_seconds = self.max_age_seconds

        name = self.name

        saved_at: None | str
        if isinstance(self.saved_at, datetime.datetime):
            saved_at = self.saved_at.isoformat()
        else:
            saved_at = self.saved_at

        setup_flow: None | str
        setup_flow = self.setup_flow

        state = self.state

        updated_at = self.updated_at.isoformat()

        valid_if = self.valid_if

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "created_at": created_at,
                "failure": failure,
                "max_age_seconds": max_age_seconds,
                "name": name,
                "saved_at": saved_at,
                "setup_flow": setup_flow,
                "state": state,
                "updated_at": updated_at,
                "valid_if": valid_if,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        def _parse_failure(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        failure = _parse_failure(d.pop("failure"))

        def _parse_max_age_seconds(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        max_age_seconds = _parse_max_age_seconds(d.pop("max_age_seconds"))

        name = d.pop("name")

        def _parse_saved_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                saved_at_type_0 = datetime.datetime.fromisoformat(data)

                return saved_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        saved_at = _parse_saved_at(d.pop("saved_at"))

        def _parse_setup_flow(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        setup_flow = _parse_setup_flow(d.pop("setup_flow"))

        state = d.pop("state")

        updated_at = datetime.datetime.fromisoformat(d.pop("updated_at"))

        valid_if = d.pop("valid_if")

        profile = cls(
            created_at=created_at,
            failure=failure,
            max_age_seconds=max_age_seconds,
            name=name,
            saved_at=saved_at,
            setup_flow=setup_flow,
            state=state,
            updated_at=updated_at,
            valid_if=valid_if,
        )

        profile.additional_properties = d
        return profile

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
