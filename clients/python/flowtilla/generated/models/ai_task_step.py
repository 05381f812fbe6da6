from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.ai_task_step_on_failure import (
    AiTaskStepOnFailure,
    check_ai_task_step_on_failure,
)
from ..models.ai_task_step_risky import AiTaskStepRisky, check_ai_task_step_risky
from ..models.ai_task_step_type import AiTaskStepType, check_ai_task_step_type
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.ai_task_step_values import AiTaskStepValues
    from ..models.condition import Condition
    from ..models.step_recorded import StepRecorded
    from ..models.step_retry import StepRetry


T = TypeVar("T", bound="AiTaskStep")


@_attrs_define
class AiTaskStep:
    """The same, until conditions hold: they decide, not the model.

    Attributes:
        done_when (list[Condition]): Assertions (an `expect` without its type); the task is done when all of them hold.
        goal (str): What is to be done, in words.
        type_ (AiTaskStepType):
        id (str | Unset): A name of the step that stays when steps are moved.
        if_ (Condition | Unset): Holds, or comes to hold before the time is up: about a target, the page, a variable,
            requests, or the console. It says exactly one thing.
        label (str | Unset): What the step is called in reports.
        max_tokens (int | Unset): Tokens that the step may use in all, read and written; 300,000 when absent.
        max_turns (int | Unset): Answers of the model, at most; each is a few actions. Default: 20.
        max_usd (float | Unset): Dollars that the step may cost in all; the caps of the server hold as well.
        model (str | Unset): Which model: an id, an alias or `endpoint/id`; the server's default model when absent.
        on_failure (AiTaskStepOnFailure | Unset): `continue` records the failure and goes on; the flow fails at its end.
        once (bool | Unset): Must never be done twice: after a crash in this step the execution ends in doubt instead of
            starting over. Default: False.
        postcondition (list[Condition] | Unset): What must hold when the step is done; each is an `expect` of its own.
        recorded (StepRecorded | Unset): What is known of the element and the effect of a step that was recorded.
        retry (StepRetry | Unset): Further tries of one step.
        risky (AiTaskStepRisky | Unset): What becomes of an action that pays, deletes or sends something: a person is
            asked, it is allowed, or it is refused. Default: 'ask'.
        soft (bool | Unset): The same as `on_failure: continue`, for assertions. Default: False.
        timeout_ms (int | Unset): Longest time for the step in milliseconds: 10,000 for `expect`, 120,000 for steps that
            ask a model (300,000 for those in which it acts), an hour for steps that ask a person or wait for a run, 30,000
            for others when absent.
        values (AiTaskStepValues | Unset): What the model may type: it writes `{{name}}`, and the value is put there on
            its way into the page. Secrets stand here as `{{secret.NAME}}`; the model is told only their names.
    """

    done_when: list[Condition]
    goal: str
    type_: AiTaskStepType
    id: str | Unset = UNSET
    if_: Condition | Unset = UNSET
    label: str | Unset = UNSET
    max_tokens: int | Unset = UNSET
    max_turns: int | Unset = 20
    max_usd: float | Unset = UNSET
    model: str | Unset = UNSET
    on_failure: AiTaskStepOnFailure | Unset = UNSET
    once: bool | Unset = False
    postcondition: list[Condition] | Unset = UNSET
    recorded: StepRecorded | Unset = UNSET
    retry: StepRetry | Unset = UNSET
    risky: AiTaskStepRisky | Unset = "ask"
    soft: bool | Unset = False
    timeout_ms: int | Unset = UNSET
    values: AiTaskStepValues | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        done_when = []
        for done_when_item_data in self.done_when:
            done_when_item = done_when_item_data.to_dict()
            done_when.append(done_when_item)

        goal = self.goal

        type_: str = self.type_

        id = self.id

        if_: dict[str, Any] | Unset = UNSET
        if not isinstance(self.if_, Unset):
            if_ = self.if_.to_dict()

        label = self.label

        max_tokens = self.max_tokens

        max_turns = self.max_turns

        max_usd = self.max_usd

        model = self.model

        on_failure: str | Unset = UNSET
        if not isinstance(self.on_failure, Unset):
            on_failure = self.on_failure

        once = self.once

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

        risky: str | Unset = UNSET
        if not isinstance(self.risky, Unset):
            risky = self.risky

        soft = self.soft

        timeout_ms = self.timeout_ms

        values: dict[str, Any] | Unset = UNSET
        if not isinstance(self.values, Unset):
            values = self.values.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "done_when": done_when,
                "goal": goal,
                "type": type_,
            }
        )
        if id is not UNSET:
            field_dict["id"] = id
        if if_ is not UNSET:
            field_dict["if"] = if_
        if label is not UNSET:
            field_dict["label"] = label
        if max_tokens is not UNSET:
            field_dict["max_tokens"] = max_tokens
        if max_turns is not UNSET:
            field_dict["max_turns"] = max_turns
        if max_usd is not UNSET:
            field_dict["max_usd"] = max_usd
        if model is not UNSET:
            field_dict["model"] = model
        if on_failure is not UNSET:
            field_dict["on_failure"] = on_failure
        if once is not UNSET:
            field_dict["once"] = once
        if postcondition is not UNSET:
            field_dict["postcondition"] = postcondition
        if recorded is not UNSET:
            field_dict["recorded"] = recorded
        if retry is not UNSET:
            field_dict["retry"] = retry
        if risky is not UNSET:
            field_dict["risky"] = risky
        if soft is not UNSET:
            field_dict["soft"] = soft
        if timeout_ms is not UNSET:
            field_dict["timeout_ms"] = timeout_ms
        if values is not UNSET:
            field_dict["values"] = values

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.ai_task_step_values import AiTaskStepValues  # noqa: PLC0415
        from ..models.condition import Condition  # noqa: PLC0415
        from ..models.step_recorded import StepRecorded  # noqa: PLC0415
        from ..models.step_retry import StepRetry  # noqa: PLC0415

        d = dict(src_dict)
        done_when = []
        _done_when = d.pop("done_when")
        for done_when_item_data in _done_when:
            done_when_item = Condition.from_dict(done_when_item_data)

            done_when.append(done_when_item)

        goal = d.pop("goal")

        type_ = check_ai_task_step_type(d.pop("type"))

        id = d.pop("id", UNSET)

        _if_ = d.pop("if", UNSET)
        if_: Condition | Unset
        if isinstance(_if_, Unset):
            if_ = UNSET
        else:
            if_ = Condition.from_dict(_if_)

        label = d.pop("label", UNSET)

        max_tokens = d.pop("max_tokens", UNSET)

        max_turns = d.pop("max_turns", UNSET)

        max_usd = d.pop("max_usd", UNSET)

        model = d.pop("model", UNSET)

        _on_failure = d.pop("on_failure", UNSET)
        on_failure: AiTaskStepOnFailure | Unset
        if isinstance(_on_failure, Unset):
            on_failure = UNSET
        else:
            on_failure = check_ai_task_step_on_failure(_on_failure)

        once = d.pop("once", UNSET)

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

        _risky = d.pop("risky", UNSET)
        risky: AiTaskStepRisky | Unset
        if isinstance(_risky, Unset):
            risky = UNSET
        else:
            risky = check_ai_task_step_risky(_risky)

        soft = d.pop("soft", UNSET)

        timeout_ms = d.pop("timeout_ms", UNSET)

        _values = d.pop("values", UNSET)
        values: AiTaskStepValues | Unset
        if isinstance(_values, Unset):
            values = UNSET
        else:
            values = AiTaskStepValues.from_dict(_values)

        ai_task_step = cls(
            done_when=done_when,
            goal=goal,
            type_=type_,
            id=id,
            if_=if_,
            label=label,
            max_tokens=max_tokens,
            max_turns=max_turns,
            max_usd=max_usd,
            model=model,
            on_failure=on_failure,
            once=once,
            postcondition=postcondition,
            recorded=recorded,
            retry=retry,
            risky=risky,
            soft=soft,
            timeout_ms=timeout_ms,
            values=values,
        )

        ai_task_step.additional_properties = d
        return ai_task_step

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
