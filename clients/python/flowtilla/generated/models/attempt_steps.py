from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.step_result import StepResult


T = TypeVar("T", bound="AttemptSteps")


@_attrs_define
class AttemptSteps:
    """The steps of an attempt that another one followed.

    Attributes:
        attempt (int):
        duration_ms (int): From the start of its first step to the end of its last one, in milliseconds.
        steps (list[StepResult]):
    """

    attempt: int
    duration_ms: int
    steps: list[StepResult]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        attempt = self.attempt

        duration_ms = self.duration_ms

        steps = []
        for steps_item_data in self.steps:
            steps_item = steps_item_data.to_dict()
            steps.append(steps_item)

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "attempt": attempt,
                "duration_ms": duration_ms,
                "steps": steps,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.step_result import StepResult  # noqa: PLC0415

        d = dict(src_dict)
        attempt = d.pop("attempt")

        duration_ms = d.pop("duration_ms")

        steps = []
        _steps = d.pop("steps")
        for steps_item_data in _steps:
            steps_item = StepResult.from_dict(steps_item_data)

            steps.append(steps_item)

        attempt_steps = cls(
            attempt=attempt,
            duration_ms=duration_ms,
            steps=steps,
        )

        attempt_steps.additional_properties = d
        return attempt_steps

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
