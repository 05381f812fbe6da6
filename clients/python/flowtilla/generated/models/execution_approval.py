from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="ExecutionApproval")


@_attrs_define
class ExecutionApproval:
    """A question of an execution: before a model does what cannot be undone, or by a step that asks a person.

    Attributes:
        action (str): What would be done.
        answer (Any): What the person said to an `ask`.
        attempt (int):
        comment (None | str):
        created_at (datetime.datetime):
        decided_at (datetime.datetime | None):
        decided_by (None | str):
        execution_id (UUID):
        id (UUID):
        kind (str): `approve` (yes or no), `ask` (a value), `takeover` (hands on the browser) or `breakpoint`.
        path (str): The step that waits: `steps[3].turn[0].steps[1]`.
        schema (Any): The JSON Schema that the value of an `ask` must fit; null: a text that is not empty.
        status (str): `open`, `approved` or `denied`.
        why (str): Why a person is asked.
    """

    action: str
    answer: Any
    attempt: int
    comment: None | str
    created_at: datetime.datetime
    decided_at: datetime.datetime | None
    decided_by: None | str
    execution_id: UUID
    id: UUID
    kind: str
    path: str
    schema: Any
    status: str
    why: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        action = self.action

        answer = self.answer

        attempt = self.attempt

        comment: None | str
        comment = self.comment

        created_at = self.created_at.isoformat()

        decided_at: None | str
        if isinstance(self.decided_at, datetime.datetime):
            decided_at = self.decided_at.isoformat()
        else:
            decided_at = self.decided_at

        decided_by: None | str
        decided_by = self.decided_by

        execution_id = str(self.execution_id)

        id = str(self.id)

        kind = self.kind

        path = self.path

        schema = self.schema

        status = self.status

        why = self.why

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "action": action,
                "answer": answer,
                "attempt": attempt,
                "comment": comment,
                "created_at": created_at,
                "decided_at": decided_at,
                "decided_by": decided_by,
                "execution_id": execution_id,
                "id": id,
                "kind": kind,
                "path": path,
                "schema": schema,
                "status": status,
                "why": why,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        action = d.pop("action")

        answer = d.pop("answer")

        attempt = d.pop("attempt")

        def _parse_comment(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        comment = _parse_comment(d.pop("comment"))

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

        execution_id = UUID(d.pop("execution_id"))

        id = UUID(d.pop("id"))

        kind = d.pop("kind")

        path = d.pop("path")

        schema = d.pop("schema")

        status = d.pop("status")

        why = d.pop("why")

        execution_approval = cls(
            action=action,
            answer=answer,
            attempt=attempt,
            comment=comment,
            created_at=created_at,
            decided_at=decided_at,
            decided_by=decided_by,
            execution_id=execution_id,
            id=id,
            kind=kind,
            path=path,
            schema=schema,
            status=status,
            why=why,
        )

        execution_approval.additional_properties = d
        return execution_approval

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
