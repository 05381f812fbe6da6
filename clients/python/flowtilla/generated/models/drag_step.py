from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.drag_step_on_failure import DragStepOnFailure, check_drag_step_on_failure
from ..models.drag_step_type import DragStepType, check_drag_step_type
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.condition import Condition
    from ..models.element_position import ElementPosition
    from ..models.step_recorded import StepRecorded
    from ..models.step_retry import StepRetry
    from ..models.target import Target


T = TypeVar("T", bound="DragStep")


@_attrs_define
class DragStep:
    """Drags one element onto another, or along a path.

    Attributes:
        type_ (DragStepType):
        from_ (Target | Unset): One element of the page: exactly one strategy (`role`, `text`, `label`, `placeholder`,
            `alt`, `title`, `testid`, `component`, `value`, `id`, `name_attr`, `link_text`, `partial_link_text`, `css`,
            `xpath`, `xy` or `any_of`), narrowed by the rest. More than one match is an error.
        from_position (ElementPosition | Unset): Offset from the top left of the element's padding box in CSS pixels.
        id (str | Unset): A name of the step that stays when steps are moved.
        if_ (Condition | Unset): Holds, or comes to hold before the time is up: about a target, the page, a variable,
            requests, or the console. It says exactly one thing.
        label (str | Unset): What the step is called in reports.
        on_failure (DragStepOnFailure | Unset): `continue` records the failure and goes on; the flow fails at its end.
        once (bool | Unset): Must never be done twice: after a crash in this step the execution ends in doubt instead of
            starting over. Default: False.
        path (list[ElementPosition] | Unset): Points from the first, where the button goes down, to the last: from the
            top left of `from`, or of the viewport.
        postcondition (list[Condition] | Unset): What must hold when the step is done; each is an `expect` of its own.
        recorded (StepRecorded | Unset): What is known of the element and the effect of a step that was recorded.
        retry (StepRetry | Unset): Further tries of one step.
        soft (bool | Unset): The same as `on_failure: continue`, for assertions. Default: False.
        steps (int | Unset): Mouse moves on the way, or from point to point.
        timeout_ms (int | Unset): Longest time for the step in milliseconds: 10,000 for `expect`, 120,000 for steps that
            ask a model (300,000 for those in which it acts), an hour for steps that ask a person or wait for a run, 30,000
            for others when absent.
        to (Target | Unset): One element of the page: exactly one strategy (`role`, `text`, `label`, `placeholder`,
            `alt`, `title`, `testid`, `component`, `value`, `id`, `name_attr`, `link_text`, `partial_link_text`, `css`,
            `xpath`, `xy` or `any_of`), narrowed by the rest. More than one match is an error.
        to_position (ElementPosition | Unset): Offset from the top left of the element's padding box in CSS pixels.
    """

    type_: DragStepType
    from_: Target | Unset = UNSET
    from_position: ElementPosition | Unset = UNSET
    id: str | Unset = UNSET
    if_: Condition | Unset = UNSET
    label: str | Unset = UNSET
    on_failure: DragStepOnFailure | Unset = UNSET
    once: bool | Unset = False
    path: list[ElementPosition] | Unset = UNSET
    postcondition: list[Condition] | Unset = UNSET
    recorded: StepRecorded | Unset = UNSET
    retry: StepRetry | Unset = UNSET
    soft: bool | Unset = False
    steps: int | Unset = UNSET
    timeout_ms: int | Unset = UNSET
    to: Target | Unset = UNSET
    to_position: ElementPosition | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        type_: str = self.type_

        from_: dict[str, Any] | Unset = UNSET
        if not isinstance(self.from_, Unset):
            from_ = self.from_.to_dict()

        from_position: dict[str, Any] | Unset = UNSET
        if not isinstance(self.from_position, Unset):
            from_position = self.from_position.to_dict()

        id = self.id

        if_: dict[str, Any] | Unset = UNSET
        if not isinstance(self.if_, Unset):
            if_ = self.if_.to_dict()

        label = self.label

        on_failure: str | Unset = UNSET
        if not isinstance(self.on_failure, Unset):
            on_failure = self.on_failure

        once = self.once

        path: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.path, Unset):
            path = []
            for path_item_data in self.path:
                path_item = path_item_data.to_dict()
                path.append(path_item)

        postcondition: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.postcondition, Unset):
            postcondition = []
            for postcondition_item_data in self.postcondition:
                postcondition_item = postcondition_item_data.to_dict()
                postcondition.append(postcondition_item)

        recorded: dict[str, Any] | Unset = UNSET
        if not isinstance(self.recorded, Unset):
            recorded = self.recorded.to_dict()

        retry: dict[str, Any] | Unset = UNSET
        if not isinstance(self.retry, Unset):
            retry = self.retry.to_dict()

        soft = self.soft

        steps = self.steps

        timeout_ms = self.timeout_ms

        to: dict[str, Any] | Unset = UNSET
        if not isinstance(self.to, Unset):
            to = self.to.to_dict()

        to_position: dict[str, Any] | Unset = UNSET
        if not isinstance(self.to_position, Unset):
            to_position = self.to_position.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type_,
            }
        )
        if from_ is not UNSET:
            field_dict["from"] = from_
        if from_position is not UNSET:
            field_dict["from_position"] = from_position
        if id is not UNSET:
            field_dict["id"] = id
        if if_ is not UNSET:
            field_dict["if"] = if_
        if label is not UNSET:
            field_dict["label"] = label
        if on_failure is not UNSET:
            field_dict["on_failure"] = on_failure
        if once is not UNSET:
            field_dict["once"] = once
        if path is not UNSET:
            field_dict["path"] = path
        if postcondition is not UNSET:
            field_dict["postcondition"] = postcondition
        if recorded is not UNSET:
            field_dict["recorded"] = recorded
        if retry is not UNSET:
            field_dict["retry"] = retry
        if soft is not UNSET:
            field_dict["soft"] = soft
        if steps is not UNSET:
            field_dict["steps"] = steps
        if timeout_ms is not UNSET:
            field_dict["timeout_ms"] = timeout_ms
        if to is not UNSET:
            field_dict["to"] = to
        if to_position is not UNSET:
            field_dict["to_position"] = to_position

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.condition import Condition  # noqa: PLC0415
        from ..models.element_position import ElementPosition  # noqa: PLC0415
        from ..models.step_recorded import StepRecorded  # noqa: PLC0415
        from ..models.step_retry import StepRetry  # noqa: PLC0415
        from ..models.target import Target  # noqa: PLC0415

        d = dict(src_dict)
        type_ = check_drag_step_type(d.pop("type"))

        _from_ = d.pop("from", UNSET)
        from_: Target | Unset
        if isinstance(_from_, Unset):
            from_ = UNSET
        else:
            from_ = Target.from_dict(_from_)

        _from_position = d.pop("from_position", UNSET)
        from_position: ElementPosition | Unset
        if isinstance(_from_position, Unset):
            from_position = UNSET
        else:
            from_position = ElementPosition.from_dict(_from_position)

        id = d.pop("id", UNSET)

        _if_ = d.pop("if", UNSET)
        if_: Condition | Unset
        if isinstance(_if_, Unset):
            if_ = UNSET
        else:
            if_ = Condition.from_dict(_if_)

        label = d.pop("label", UNSET)

        _on_failure = d.pop("on_failure", UNSET)
        on_failure: DragStepOnFailure | Unset
        if isinstance(_on_failure, Unset):
            on_failure = UNSET
        else:
            on_failure = check_drag_step_on_failure(_on_failure)

        once = d.pop("once", UNSET)

        _path = d.pop("path", UNSET)
        path: list[ElementPosition] | Unset = UNSET
        if _path is not UNSET:
            path = []
            for path_item_data in _path:
                path_item = ElementPosition.from_dict(path_item_data)

                path.append(path_item)

        _postcondition = d.pop("postcondition", UNSET)
        postcondition: list[Condition] | Unset = UNSET
        if _postcondition is not UNSET:
            postcondition = []
            for postcondition_item_data in _postcondition:
                postcondition_item = Condition.from_dict(postcondition_item_data)

                postcondition.append(postcondition_item)

        _recorded = d.pop("recorded", UNSET)
        recorded: StepRecorded | Unset
        if isinstance(_recorded, Unset):
            recorded = UNSET
        else:
            recorded = StepRecorded.from_dict(_recorded)

        _retry = d.pop("retry", UNSET)
        retry: StepRetry | Unset
        if isinstance(_retry, Unset):
            retry = UNSET
        else:
            retry = StepRetry.from_dict(_retry)

        soft = d.pop("soft", UNSET)

        steps = d.pop("steps", UNSET)

        timeout_ms = d.pop("timeout_ms", UNSET)

        _to = d.pop("to", UNSET)
        to: Target | Unset
        if isinstance(_to, Unset):
            to = UNSET
        else:
            to = Target.from_dict(_to)

        _to_position = d.pop("to_position", UNSET)
        to_position: ElementPosition | Unset
        if isinstance(_to_position, Unset):
            to_position = UNSET
        else:
            to_position = ElementPosition.from_dict(_to_position)

        drag_step = cls(
            type_=type_,
            from_=from_,
            from_position=from_position,
            id=id,
            if_=if_,
            label=label,
            on_failure=on_failure,
            once=once,
            path=path,
            postcondition=postcondition,
            recorded=recorded,
            retry=retry,
            soft=soft,
            steps=steps,
            timeout_ms=timeout_ms,
            to=to,
            to_position=to_position,
        )

        drag_step.additional_properties = d
        return drag_step

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
