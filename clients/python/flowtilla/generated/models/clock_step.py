from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.clock_step_on_failure import (
    ClockStepOnFailure,
    check_clock_step_on_failure,
)
from ..models.clock_step_type import ClockStepType, check_clock_step_type
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.condition import Condition
    from ..models.step_recorded import StepRecorded
    from ..models.step_retry import StepRetry


T = TypeVar("T", bound="ClockStep")


@_attrs_define
class ClockStep:
    """Gives the pages a clock that the flow turns: dates, timers, animation frames.

    Attributes:
        type_ (ClockStepType):
        fast_forward (str | Unset): Jumps ahead, timers that are due fire once: `05:00`, `01:30:00`, `90s`, or
            milliseconds.
        fix (str | Unset): `Date` stands still at this time; timers go on.
        id (str | Unset): A name of the step that stays when steps are moved.
        if_ (Condition | Unset): Holds, or comes to hold before the time is up: about a target, the page, a variable,
            requests, or the console. It says exactly one thing.
        install (str | Unset): Begins the fake clock at this time; it runs on.
        label (str | Unset): What the step is called in reports.
        on_failure (ClockStepOnFailure | Unset): `continue` records the failure and goes on; the flow fails at its end.
        once (bool | Unset): Must never be done twice: after a crash in this step the execution ends in doubt instead of
            starting over. Default: False.
        pause (str | Unset): Jumps to this time (timers that are due fire once) and stops.
        postcondition (list[Condition] | Unset): What must hold when the step is done; each is an `expect` of its own.
        recorded (StepRecorded | Unset): What is known of the element and the effect of a step that was recorded.
        resume (bool | Unset): Lets the time run on after `pause`.
        retry (StepRetry | Unset): Further tries of one step.
        run_for (str | Unset): Lets this time pass at once, with every timer in it.
        set_ (str | Unset): Changes the time, without letting timers fire.
        soft (bool | Unset): The same as `on_failure: continue`, for assertions. Default: False.
        timeout_ms (int | Unset): Longest time for the step in milliseconds: 10,000 for `expect`, 120,000 for steps that
            ask a model (300,000 for those in which it acts), an hour for steps that ask a person or wait for a run, 30,000
            for others when absent.
    """

    type_: ClockStepType
    fast_forward: str | Unset = UNSET
    fix: str | Unset = UNSET
    id: str | Unset = UNSET
    if_: Condition | Unset = UNSET
    install: str | Unset = UNSET
    label: str | Unset = UNSET
    on_failure: ClockStepOnFailure | Unset = UNSET
    once: bool | Unset = False
    pause: str | Unset = UNSET
    postcondition: list[Condition] | Unset = UNSET
    recorded: StepRecorded | Unset = UNSET
    resume: bool | Unset = UNSET
    retry: StepRetry | Unset = UNSET
    run_for: str | Unset = UNSET
    set_: str | Unset = UNSET
    soft: bool | Unset = False
    timeout_ms: int | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        type_: str = self.type_

        fast_forward = self.fast_forward

        fix = self.fix

        id = self.id

        if_: dict[str, Any] | Unset = UNSET
        if not isinstance(self.if_, Unset):
            if_ = self.if_.to_dict()

        install = self.install

        label = self.label

        on_failure: str | Unset = UNSET
        if not isinstance(self.on_failure, Unset):
            on_failure = self.on_failure

        once = self.once

        pause = self.pause

        postcondition: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.postcondition, Unset):
            postcondition = []
            for postcondition_item_data in self.postcondition:
                postcondition_item = postcondition_item_data.to_dict()
                postcondition.append(postcondition_item)

        recorded: dict[str, Any] | Unset = UNSET
        if not isinstance(self.recorded, Unset):
            recorded = self.recorded.to_dict()

        resume = self.resume

        retry: dict[str, Any] | Unset = UNSET
        if not isinstance(self.retry, Unset):
            retry = self.retry.to_dict()

        run_for = self.run_for

        set_ = self.set_

        soft = self.soft

        timeout_ms = self.timeout_ms

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type_,
            }
        )
        if fast_forward is not UNSET:
            field_dict["fast_forward"] = fast_forward
        if fix is not UNSET:
            field_dict["fix"] = fix
        if id is not UNSET:
            field_dict["id"] = id
        if if_ is not UNSET:
            field_dict["if"] = if_
        if install is not UNSET:
            field_dict["install"] = install
        if label is not UNSET:
            field_dict["label"] = label
        if on_failure is not UNSET:
            field_dict["on_failure"] = on_failure
        if once is not UNSET:
            field_dict["once"] = once
        if pause is not UNSET:
            field_dict["pause"] = pause
        if postcondition is not UNSET:
            field_dict["postcondition"] = postcondition
        if recorded is not UNSET:
            field_dict["recorded"] = recorded
        if resume is not UNSET:
            field_dict["resume"] = resume
        if retry is not UNSET:
            field_dict["retry"] = retry
        if run_for is not UNSET:
            field_dict["run_for"] = run_for
        if set_ is not UNSET:
            field_dict["set"] = set_
        if soft is not UNSET:
            field_dict["soft"] = soft
        if timeout_ms is not UNSET:
            field_dict["timeout_ms"] = timeout_ms

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.condition import Condition  # noqa: PLC0415
        from ..models.step_recorded import StepRecorded  # noqa: PLC0415
        from ..models.step_retry import StepRetry  # noqa: PLC0415

        d = dict(src_dict)
        type_ = check_clock_step_type(d.pop("type"))

        fast_forward = d.pop("fast_forward", UNSET)

        fix = d.pop("fix", UNSET)

        id = d.pop("id", UNSET)

        _if_ = d.pop("if", UNSET)
        if_: Condition | Unset
        if isinstance(_if_, Unset):
            if_ = UNSET
        else:
            if_ = Condition.from_dict(_if_)

        install = d.pop("install", UNSET)

        label = d.pop("label", UNSET)

        _on_failure = d.pop("on_failure", UNSET)
        on_failure: ClockStepOnFailure | Unset
        if isinstance(_on_failure, Unset):
            on_failure = UNSET
        else:
            on_failure = check_clock_step_on_failure(_on_failure)

        once = d.pop("once", UNSET)

        pause = d.pop("pause", UNSET)

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

        resume = d.pop("resume", UNSET)

        _retry = d.pop("retry", UNSET)
        retry: StepRetry | Unset
        if isinstance(_retry, Unset):
            retry = UNSET
        else:
            retry = StepRetry.from_dict(_retry)

        run_for = d.pop("run_for", UNSET)

        set_ = d.pop("set", UNSET)

        soft = d.pop("soft", UNSET)

        timeout_ms = d.pop("timeout_ms", UNSET)

        clock_step = cls(
            type_=type_,
            fast_forward=fast_forward,
            fix=fix,
            id=id,
            if_=if_,
            install=install,
            label=label,
            on_failure=on_failure,
            once=once,
            pause=pause,
            postcondition=postcondition,
            recorded=recorded,
            resume=resume,
            retry=retry,
            run_for=run_for,
            set_=set_,
            soft=soft,
            timeout_ms=timeout_ms,
        )

        clock_step.additional_properties = d
        return clock_step

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
