from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.step_status import StepStatus, check_step_status

if TYPE_CHECKING:
    from ..models.step_error import StepError


T = TypeVar("T", bound="StepFinishedData")


@_attrs_define
class StepFinishedData:
    """
    Attributes:
        artifacts (list[UUID]):
        attempt (int):
        duration_ms (int):
        error (None | StepError):
        execution_id (UUID): One flow of a test run.
        index (int):
        status (StepStatus): Where one step of an attempt stands.
            - `pending`
            - `running`
            - `passed`
            - `failed`
            - `skipped`
            - `healed`: Passed with another locator than the one written.
            - `in_doubt`: Its intent is stored, its result is not, and it must not be repeated.
    """

    artifacts: list[UUID]
    attempt: int
    duration_ms: int
    error: None | StepError
    execution_id: UUID
    index: int
    status: StepStatus
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.step_error import StepError  # noqa: PLC0415

        artifacts = []
        for artifacts_item_data in self.artifacts:
            artifacts_item = str(artifacts_item_data)
            artifacts.append(artifacts_item)

        attempt = self.attempt

        duration_ms = self.duration_ms

        error: dict[str, Any] | None
        if isinstance(self.error, StepError):
            error = self.error.to_dict()
        else:
            error = self.error

        execution_id = str(self.execution_id)

        index = self.index

        status: str = self.status

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "artifacts": artifacts,
                "attempt": attempt,
                "duration_ms": duration_ms,
                "error": error,
                "execution_id": execution_id,
                "index": index,
                "status": status,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.step_error import StepError  # noqa: PLC0415

        d = dict(src_dict)
        artifacts = []
        _artifacts = d.pop("artifacts")
        for artifacts_item_data in _artifacts:
            artifacts_item = UUID(artifacts_item_data)

            artifacts.append(artifacts_item)

        attempt = d.pop("attempt")

        duration_ms = d.pop("duration_ms")

        def _parse_error(data: object) -> None | StepError:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                error_type_0 = StepError.from_dict(data)

                return error_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | StepError, data)

        error = _parse_error(d.pop("error"))

        execution_id = UUID(d.pop("execution_id"))

        index = d.pop("index")

        status = check_step_status(d.pop("status"))

        step_finished_data = cls(
            artifacts=artifacts,
            attempt=attempt,
            duration_ms=duration_ms,
            error=error,
            execution_id=execution_id,
            index=index,
            status=status,
        )

        step_finished_data.additional_properties = d
        return step_finished_data

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
