from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="BrowserSession")


@_attrs_define
class BrowserSession:
    """An isolated browser context that one execution drives.

    Attributes:
        browser (str): What people call the browser.
        closed_at (datetime.datetime | None):
        execution_id (UUID):
        flow_name (str):
        id (UUID):
        opened_at (datetime.datetime):
        status (str): `open`, `stopping` or `closed`.
        test_run_id (UUID):
        worker (None | str): Name of the worker that drives it.
    """

    browser: str
    closed_at: datetime.datetime | None
    execution_id: UUID
    flow_name: str
    id: UUID
    opened_at: datetime.datetime
    status: str
    test_run_id: UUID
    worker: None | str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        browser = self.browser

        closed_at: None | str
        if isinstance(self.closed_at, datetime.datetime):
            closed_at = self.closed_at.isoformat()
        else:
            closed_at = self.closed_at

        execution_id = str(self.execution_id)

        flow_name = self.flow_name

        id = str(self.id)

        opened_at = self.opened_at.isoformat()

        status = self.status

        test_run_id = str(self.test_run_id)

        worker: None | str
        worker = self.worker

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "browser": browser,
                "closed_at": closed_at,
                "execution_id": execution_id,
                "flow_name": flow_name,
                "id": id,
                "opened_at": opened_at,
                "status": status,
                "test_run_id": test_run_id,
                "worker": worker,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        browser = d.pop("browser")

        def _parse_closed_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                closed_at_type_0 = datetime.datetime.fromisoformat(data)

                return closed_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        closed_at = _parse_closed_at(d.pop("closed_at"))

        execution_id = UUID(d.pop("execution_id"))

        flow_name = d.pop("flow_name")

        id = UUID(d.pop("id"))

        opened_at = datetime.datetime.fromisoformat(d.pop("opened_at"))

        status = d.pop("status")

        test_run_id = UUID(d.pop("test_run_id"))

        def _parse_worker(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        worker = _parse_worker(d.pop("worker"))

        browser_session = cls(
            browser=browser,
            closed_at=closed_at,
            execution_id=execution_id,
            flow_name=flow_name,
            id=id,
            opened_at=opened_at,
            status=status,
            test_run_id=test_run_id,
            worker=worker,
        )

        browser_session.additional_properties = d
        return browser_session

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
