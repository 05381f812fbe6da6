from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.call_state import CallState, check_call_state

T = TypeVar("T", bound="AgentAction")


@_attrs_define
class AgentAction:
    """One call of a tool.

    Attributes:
        artifact_id (None | UUID): The screen after it.
        call_id (str): As the model named it.
        duration_ms (int | None):
        finished_at (datetime.datetime | None):
        id (UUID):
        input_ (Any):
        message_id (UUID): The answer of the model that asked for it.
        name (str):
        number (int): From 1 within the session.
        ok (bool | None):
        screenshot_url (None | str):
        skipped (bool): It was not begun.
        started_at (datetime.datetime):
        state (CallState): What is known of a call of a tool.
            - `started`: Its intent is stored.
            - `committed`: Its result is stored.
            - `uncertain`: Its worker died over it: nobody knows whether it took effect, and nobody does it again.
        text (None | str):
        toolset (None | str):
    """

    artifact_id: None | UUID
    call_id: str
    duration_ms: int | None
    finished_at: datetime.datetime | None
    id: UUID
    input_: Any
    message_id: UUID
    name: str
    number: int
    ok: bool | None
    screenshot_url: None | str
    skipped: bool
    started_at: datetime.datetime
    state: CallState
    text: None | str
    toolset: None | str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        artifact_id: None | str
        if isinstance(self.artifact_id, UUID):
            artifact_id = str(self.artifact_id)
        else:
            artifact_id = self.artifact_id

        call_id = self.call_id

        duration_ms: int | None
        duration_ms = self.duration_ms

        finished_at: None | str
        if isinstance(self.finished_at, datetime.datetime):
            finished_at = self.finished_at.isoformat()
        else:
            finished_at = self.finished_at

        id = str(self.id)

        input_ = self.input_

        message_id = str(self.message_id)

        name = self.name

        number = self.number

        ok: bool | None
        ok = self.ok

        screenshot_url: None | str
        screenshot_url = self.screenshot_url

        skipped = self.skipped

        started_at = self.started_at.isoformat()

        state: str = self.state

        text: None | str
        text = self.text

        toolset: None | str
        toolset = self.toolset

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "artifact_id": artifact_id,
                "call_id": call_id,
                "duration_ms": duration_ms,
                "finished_at": finished_at,
                "id": id,
                "input": input_,
                "message_id": message_id,
                "name": name,
                "number": number,
                "ok": ok,
                "screenshot_url": screenshot_url,
                "skipped": skipped,
                "started_at": started_at,
                "state": state,
                "text": text,
                "toolset": toolset,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_artifact_id(data: object) -> None | UUID:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                artifact_id_type_0 = UUID(data)

                return artifact_id_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | UUID, data)

        artifact_id = _parse_artifact_id(d.pop("artifact_id"))

        call_id = d.pop("call_id")

        def _parse_duration_ms(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        duration_ms = _parse_duration_ms(d.pop("duration_ms"))

        def _parse_finished_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                finished_at_type_0 = datetime.datetime.fromisoformat(data)

                return finished_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        finished_at = _parse_finished_at(d.pop("finished_at"))

        id = UUID(d.pop("id"))

        input_ = d.pop("input")

        message_id = UUID(d.pop("message_id"))

        name = d.pop("name")

        number = d.pop("number")

        def _parse_ok(data: object) -> bool | None:
            if data is None:
                return data
            return cast(bool | None, data)

        ok = _parse_ok(d.pop("ok"))

        def _parse_screenshot_url(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        screenshot_url = _parse_screenshot_url(d.pop("screenshot_url"))

        skipped = d.pop("skipped")

        started_at = datetime.datetime.fromisoformat(d.pop("started_at"))

        state = check_call_state(d.pop("state"))

        def _parse_text(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        text = _parse_text(d.pop("text"))

        def _parse_toolset(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        toolset = _parse_toolset(d.pop("toolset"))

        agent_action = cls(
            artifact_id=artifact_id,
            call_id=call_id,
            duration_ms=duration_ms,
            finished_at=finished_at,
            id=id,
            input_=input_,
            message_id=message_id,
            name=name,
            number=number,
            ok=ok,
            screenshot_url=screenshot_url,
            skipped=skipped,
            started_at=started_at,
            state=state,
            text=text,
            toolset=toolset,
        )

        agent_action.additional_properties = d
        return agent_action

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
