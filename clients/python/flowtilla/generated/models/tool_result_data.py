from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.call_state import CallState, check_call_state

T = TypeVar("T", bound="ToolResultData")


@_attrs_define
class ToolResultData:
    """
    Attributes:
        artifact_id (None | UUID): Stored bytes: a screenshot, a download, a report.
        duration_ms (int | None): Wall time in milliseconds.
        id (str):
        message_id (UUID): Something that was said in an agent session.
        number (int):
        ok (bool):
        skipped (bool):
        state (CallState): What is known of a call of a tool.
            - `started`: Its intent is stored.
            - `committed`: Its result is stored.
            - `uncertain`: Its worker died over it: nobody knows whether it took effect, and nobody does it again.
        text (str):
    """

    artifact_id: None | UUID
    duration_ms: int | None
    id: str
    message_id: UUID
    number: int
    ok: bool
    skipped: bool
    state: CallState
    text: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        artifact_id: None | str
        if isinstance(self.artifact_id, UUID):
            artifact_id = str(self.artifact_id)
        else:
            artifact_id = self.artifact_id

        duration_ms: int | None
        duration_ms = self.duration_ms

        id = self.id

        message_id = str(self.message_id)

        number = self.number

        ok = self.ok

        skipped = self.skipped

        state: str = self.state

        text = self.text

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "artifact_id": artifact_id,
                "duration_ms": duration_ms,
                "id": id,
                "message_id": message_id,
                "number": number,
                "ok": ok,
                "skipped": skipped,
                "state": state,
                "text": text,
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

        def _parse_duration_ms(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        duration_ms = _parse_duration_ms(d.pop("duration_ms"))

        id = d.pop("id")

        message_id = UUID(d.pop("message_id"))

        number = d.pop("number")

        ok = d.pop("ok")

        skipped = d.pop("skipped")

        state = check_call_state(d.pop("state"))

        text = d.pop("text")

        tool_result_data = cls(
            artifact_id=artifact_id,
            duration_ms=duration_ms,
            id=id,
            message_id=message_id,
            number=number,
            ok=ok,
            skipped=skipped,
            state=state,
            text=text,
        )

        tool_result_data.additional_properties = d
        return tool_result_data

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
