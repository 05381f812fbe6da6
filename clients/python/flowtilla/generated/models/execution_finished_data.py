from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.reason import Reason, check_reason
from ..models.status import Status, check_status

T = TypeVar("T", bound="ExecutionFinishedData")


@_attrs_define
class ExecutionFinishedData:
    """
    Attributes:
        attempt (int):
        duration_ms (int): Wall time of the last attempt in milliseconds.
        execution_id (UUID): One flow of a test run.
        flaky (bool): Passed on an attempt after one that had failed.
        message (None | str):
        reason (None | Reason):
        skipped (bool): Passed because a `skip` step ended it. Default: False.
        status (Status): Where a flow execution (and, rolled up, a test run) stands.
            - `queued`: Waits for a worker, for its start time, or for a cap to leave room.
            - `running`: A worker holds the lease.
            - `waiting`: Waits for a person (approval, take-over) while its worker keeps the browser.
            - `passed`: Every step and assertion held. Final.
            - `failed`: The application under test is wrong. Final.
            - `errored`: We could not tell; `reason` says why. Final.
            - `cancelled`: Someone asked for the end. Final.
    """

    attempt: int
    duration_ms: int
    execution_id: UUID
    flaky: bool
    message: None | str
    reason: None | Reason
    status: Status
    skipped: bool = False
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        attempt = self.attempt

        duration_ms = self.duration_ms

        execution_id = str(self.execution_id)

        flaky = self.flaky

        message: None | str
        message = self.message

        reason: None | str
        if isinstance(self.reason, str):
            reason = self.reason
        else:
            reason = self.reason

        skipped = self.skipped

        status: str = self.status

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "attempt": attempt,
                "duration_ms": duration_ms,
                "execution_id": execution_id,
                "flaky": flaky,
                "message": message,
                "reason": reason,
                "skipped": skipped,
                "status": status,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        attempt = d.pop("attempt")

        duration_ms = d.pop("duration_ms")

        execution_id = UUID(d.pop("execution_id"))

        flaky = d.pop("flaky")

        def _parse_message(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        message = _parse_message(d.pop("message"))

        def _parse_reason(data: object) -> None | Reason:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                reason_type_0 = check_reason(data)

                return reason_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Reason, data)

        reason = _parse_reason(d.pop("reason"))

        skipped = d.pop("skipped")

        status = check_status(d.pop("status"))

        execution_finished_data = cls(
            attempt=attempt,
            duration_ms=duration_ms,
            execution_id=execution_id,
            flaky=flaky,
            message=message,
            reason=reason,
            skipped=skipped,
            status=status,
        )

        execution_finished_data.additional_properties = d
        return execution_finished_data

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
