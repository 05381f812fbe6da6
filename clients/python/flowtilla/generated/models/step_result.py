from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.step_status import StepStatus, check_step_status

if TYPE_CHECKING:
    from ..models.step_error import StepError


T = TypeVar("T", bound="StepResult")


@_attrs_define
class StepResult:
    """The result of one step.

    Attributes:
        artifacts (list[UUID]): Ids of artifacts of the execution.
        duration_ms (int | None): Wall time in milliseconds.
        error (None | StepError):
        index (int): Number of the step within the attempt, from 0, loops and groups unrolled.
        label (None | str):
        path (str): Where it stands in the document: `steps[3].then[0]`.
        status (StepStatus): Where one step of an attempt stands.
            - `pending`
            - `running`
            - `passed`
            - `failed`
            - `skipped`
            - `healed`: Passed with another locator than the one written.
            - `in_doubt`: Its intent is stored, its result is not, and it must not be repeated.
        type_ (str):
    """

    artifacts: list[UUID]
    duration_ms: int | None
    error: None | StepError
    index: int
    label: None | str
    path: str
    status: StepStatus
    type_: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.step_error import StepError  # noqa: PLC0415

        artifacts = []
        for artifacts_item_data in self.artifacts:
            artifacts_item = str(artifacts_item_data)
            artifacts.append(artifacts_item)

        duration_ms: int | None
        duration_ms = self.duration_ms

        error: dict[str, Any] | None
        if isinstance(self.error, StepError):
            error = self.error.to_dict()
        else:
            error = self.error

        index = self.index

        label: None | str
        label = self.label

        path = self.path

        status: str = self.status

        type_ = self.type_

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "artifacts": artifacts,
                "duration_ms": duration_ms,
                "error": error,
                "index": index,
                "label": label,
                "path": path,
                "status": status,
                "type": type_,
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

        def _parse_duration_ms(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        duration_ms = _parse_duration_ms(d.pop("duration_ms"))

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

        index = d.pop("index")

        def _parse_label(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        label = _parse_label(d.pop("label"))

        path = d.pop("path")

        status = check_step_status(d.pop("status"))

        type_ = d.pop("type")

        step_result = cls(
            artifacts=artifacts,
            duration_ms=duration_ms,
            error=error,
            index=index,
            label=label,
            path=path,
            status=status,
            type_=type_,
        )

        step_result.additional_properties = d
        return step_result

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
