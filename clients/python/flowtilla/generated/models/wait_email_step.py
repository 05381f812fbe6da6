from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.wait_email_step_on_failure import (
    WaitEmailStepOnFailure,
    check_wait_email_step_on_failure,
)
from ..models.wait_email_step_since import (
    WaitEmailStepSince,
    check_wait_email_step_since,
)
from ..models.wait_email_step_type import WaitEmailStepType, check_wait_email_step_type
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.condition import Condition
    from ..models.matcher import Matcher
    from ..models.step_recorded import StepRecorded
    from ..models.step_retry import StepRetry


T = TypeVar("T", bound="WaitEmailStep")


@_attrs_define
class WaitEmailStep:
    """Waits for an e-mail in a mail sink that speaks Mailpit's API, e.g. one with a code. The newest that fits counts.

    Attributes:
        inbox (str): Address of the sink, e.g. `http://127.0.0.1:8025`; its host must be one that the flow may visit.
        type_ (WaitEmailStepType):
        every_ms (int | Unset): Pause between two looks in milliseconds. Default: 500.
        from_ (str | Unset): Only e-mails from this address.
        id (str | Unset): A name of the step that stays when steps are moved.
        if_ (Condition | Unset): Holds, or comes to hold before the time is up: about a target, the page, a variable,
            requests, or the console. It says exactly one thing.
        label (str | Unset): What the step is called in reports.
        matches (str | Unset): Looked for in the text: the first group (or the whole match) becomes `code`. Without a
            match the e-mail does not count.
        on_failure (WaitEmailStepOnFailure | Unset): `continue` records the failure and goes on; the flow fails at its
            end.
        once (bool | Unset): Must never be done twice: after a crash in this step the execution ends in doubt instead of
            starting over. Default: False.
        postcondition (list[Condition] | Unset): What must hold when the step is done; each is an `expect` of its own.
        recorded (StepRecorded | Unset): What is known of the element and the effect of a step that was recorded.
        retry (StepRetry | Unset): Further tries of one step.
        since (WaitEmailStepSince | Unset): `start`: only e-mails that came since this attempt began; `any`: also older
            ones. Default: 'start'.
        soft (bool | Unset): The same as `on_failure: continue`, for assertions. Default: False.
        subject (Matcher | str | Unset): How a text is compared: a plain string, or `equals`, `contains`, `matches`.
        text (Matcher | str | Unset): How a text is compared: a plain string, or `equals`, `contains`, `matches`.
        timeout_ms (int | Unset): Longest time for the step in milliseconds: 10,000 for `expect`, 120,000 for steps that
            ask a model (300,000 for those in which it acts), an hour for steps that ask a person or wait for a run, 30,000
            for others when absent.
        to (str | Unset): Only e-mails to this address.
        var (str | Unset): Gets `{id, from, to, subject, text, html, links, date, code}`.
    """

    inbox: str
    type_: WaitEmailStepType
    every_ms: int | Unset = 500
    from_: str | Unset = UNSET
    id: str | Unset = UNSET
    if_: Condition | Unset = UNSET
    label: str | Unset = UNSET
    matches: str | Unset = UNSET
    on_failure: WaitEmailStepOnFailure | Unset = UNSET
    once: bool | Unset = False
    postcondition: list[Condition] | Unset = UNSET
    recorded: StepRecorded | Unset = UNSET
    retry: StepRetry | Unset = UNSET
    since: WaitEmailStepSince | Unset = "start"
    soft: bool | Unset = False
    subject: Matcher | str | Unset = UNSET
    text: Matcher | str | Unset = UNSET
    timeout_ms: int | Unset = UNSET
    to: str | Unset = UNSET
    var: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.matcher import Matcher  # noqa: PLC0415

        inbox = self.inbox

        type_: str = self.type_

        every_ms = self.every_ms

        from_ = self.from_

        id = self.id

        if_: dict[str, Any] | Unset = UNSET
        if not isinstance(self.if_, Unset):
            if_ = self.if_.to_dict()

        label = self.label

        matches = self.matches

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

        since: str | Unset = UNSET
        if not isinstance(self.since, Unset):
            since = self.since

        soft = self.soft

        subject: dict[str, Any] | str | Unset
        if isinstance(self.subject, Unset):
            subject = UNSET
        elif isinstance(self.subject, Matcher):
            subject = self.subject.to_dict()
        else:
            subject = self.subject

        text: dict[str, Any] | str | Unset
        if isinstance(self.text, Unset):
            text = UNSET
        elif isinstance(self.text, Matcher):
            text = self.text.to_dict()
        else:
            text = self.text

        timeout_ms = self.timeout_ms

        to = self.to

        var = self.var

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "inbox": inbox,
                "type": type_,
            }
        )
        if every_ms is not UNSET:
            field_dict["every_ms"] = every_ms
        if from_ is not UNSET:
            field_dict["from"] = from_
        if id is not UNSET:
            field_dict["id"] = id
        if if_ is not UNSET:
            field_dict["if"] = if_
        if label is not UNSET:
            field_dict["label"] = label
        if matches is not UNSET:
            field_dict["matches"] = matches
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
        if since is not UNSET:
            field_dict["since"] = since
        if soft is not UNSET:
            field_dict["soft"] = soft
        if subject is not UNSET:
            field_dict["subject"] = subject
        if text is not UNSET:
            field_dict["text"] = text
        if timeout_ms is not UNSET:
            field_dict["timeout_ms"] = timeout_ms
        if to is not UNSET:
            field_dict["to"] = to
        if var is not UNSET:
            field_dict["var"] = var

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.condition import Condition  # noqa: PLC0415
        from ..models.matcher import Matcher  # noqa: PLC0415
        from ..models.step_recorded import StepRecorded  # noqa: PLC0415
        from ..models.step_retry import StepRetry  # noqa: PLC0415

        d = dict(src_dict)
        inbox = d.pop("inbox")

        type_ = check_wait_email_step_type(d.pop("type"))

        every_ms = d.pop("every_ms", UNSET)

        from_ = d.pop("from", UNSET)

        id = d.pop("id", UNSET)

        _if_ = d.pop("if", UNSET)
        if_: Condition | Unset
        if isinstance(_if_, Unset):
            if_ = UNSET
        else:
            if_ = Condition.from_dict(_if_)

        label = d.pop("label", UNSET)

        matches = d.pop("matches", UNSET)

        _on_failure = d.pop("on_failure", UNSET)
        on_failure: WaitEmailStepOnFailure | Unset
        if isinstance(_on_failure, Unset):
            on_failure = UNSET
        else:
            on_failure = check_wait_email_step_on_failure(_on_failure)

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

        _since = d.pop("since", UNSET)
        since: WaitEmailStepSince | Unset
        if isinstance(_since, Unset):
            since = UNSET
        else:
            since = check_wait_email_step_since(_since)

        soft = d.pop("soft", UNSET)

        def _parse_subject(data: object) -> Matcher | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                componentsschemas_text_matcher_type_1 = Matcher.from_dict(data)

                return componentsschemas_text_matcher_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(Matcher | str | Unset, data)

        subject = _parse_subject(d.pop("subject", UNSET))

        def _parse_text(data: object) -> Matcher | str | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                componentsschemas_text_matcher_type_1 = Matcher.from_dict(data)

                return componentsschemas_text_matcher_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(Matcher | str | Unset, data)

        text = _parse_text(d.pop("text", UNSET))

        timeout_ms = d.pop("timeout_ms", UNSET)

        to = d.pop("to", UNSET)

        var = d.pop("var", UNSET)

        wait_email_step = cls(
            inbox=inbox,
            type_=type_,
            every_ms=every_ms,
            from_=from_,
            id=id,
            if_=if_,
            label=label,
            matches=matches,
            on_failure=on_failure,
            once=once,
            postcondition=postcondition,
            recorded=recorded,
            retry=retry,
            since=since,
            soft=soft,
            subject=subject,
            text=text,
            timeout_ms=timeout_ms,
            to=to,
            var=var,
        )

        wait_email_step.additional_properties = d
        return wait_email_step

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
