from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.modify_response_step_on_failure import (
    ModifyResponseStepOnFailure,
    check_modify_response_step_on_failure,
)
from ..models.modify_response_step_type import (
    ModifyResponseStepType,
    check_modify_response_step_type,
)
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.condition import Condition
    from ..models.matcher import Matcher
    from ..models.modify_response_step_headers import ModifyResponseStepHeaders
    from ..models.modify_response_step_replace import ModifyResponseStepReplace
    from ..models.modify_response_step_set import ModifyResponseStepSet
    from ..models.step_recorded import StepRecorded
    from ..models.step_retry import StepRetry


T = TypeVar("T", bound="ModifyResponseStep")


@_attrs_define
class ModifyResponseStep:
    """Changes answers of the server on their way to the page, from here on.

    Attributes:
        type_ (ModifyResponseStepType):
        url (Matcher | str): How an address is compared: a glob such as `**/orders/*`, or `equals`, `contains`,
            `matches`.
        base64 (str | Unset): Body instead, as bytes.
        body (str | Unset): Body instead, as text.
        headers (ModifyResponseStepHeaders | Unset): Headers that are set; `null` leaves one out.
        id (str | Unset): A name of the step that stays when steps are moved.
        if_ (Condition | Unset): Holds, or comes to hold before the time is up: about a target, the page, a variable,
            requests, or the console. It says exactly one thing.
        json (Any | Unset): Body instead, as JSON.
        label (str | Unset): What the step is called in reports.
        method (str | Unset): HTTP method, e.g. `POST`; any when absent.
        on_failure (ModifyResponseStepOnFailure | Unset): `continue` records the failure and goes on; the flow fails at
            its end.
        once (bool | Unset): Must never be done twice: after a crash in this step the execution ends in doubt instead of
            starting over. Default: False.
        path (str | Unset): A file below the worker's upload directory.
        postcondition (list[Condition] | Unset): What must hold when the step is done; each is an `expect` of its own.
        recorded (StepRecorded | Unset): What is known of the element and the effect of a step that was recorded.
        replace (ModifyResponseStepReplace | Unset): Texts of the body, and what stands in their place.
        retry (StepRetry | Unset): Further tries of one step.
        set_ (ModifyResponseStepSet | Unset): Values that are put into a JSON body, by their path: `{ items.0.price: 3
            }`.
        soft (bool | Unset): The same as `on_failure: continue`, for assertions. Default: False.
        status (int | Unset): Status instead.
        timeout_ms (int | Unset): Longest time for the step in milliseconds: 10,000 for `expect`, 120,000 for steps that
            ask a model (300,000 for those in which it acts), an hour for steps that ask a person or wait for a run, 30,000
            for others when absent.
        times (int | Unset): How many requests it is for; all when absent.
    """

    type_: ModifyResponseStepType
    url: Matcher | str
    base64: str | Unset = UNSET
    body: str | Unset = UNSET
    headers: ModifyResponseStepHeaders | Unset = UNSET
    id: str | Unset = UNSET
    if_: Condition | Unset = UNSET
    json: Any | Unset = UNSET
    label: str | Unset = UNSET
    method: str | Unset = UNSET
    on_failure: ModifyResponseStepOnFailure | Unset = UNSET
    once: bool | Unset = False
    path: str | Unset = UNSET
    postcondition: list[Condition] | Unset = UNSET
    recorded: StepRecorded | Unset = UNSET
    replace: ModifyResponseStepReplace | Unset = UNSET
    retry: StepRetry | Unset = UNSET
    set_: ModifyResponseStepSet | Unset = UNSET
    soft: bool | Unset = False
    status: int | Unset = UNSET
    timeout_ms: int | Unset = UNSET
    times: int | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.matcher import Matcher  # noqa: PLC0415

        type_: str = self.type_

        url: dict[str, Any] | str
        if isinstance(self.url, Matcher):
            url = self.url.to_dict()
        else:
            url = self.url

        base64 = self.base64

        body = self.body

        headers: dict[str, Any] | Unset = UNSET
        if not isinstance(self.headers, Unset):
            headers = self.headers.to_dict()

        id = self.id

        if_: dict[str, Any] | Unset = UNSET
        if not isinstance(self.if_, Unset):
            if_ = self.if_.to_dict()

        json = self.json

        label = self.label

        method = self.method

        on_failure: str | Unset = UNSET
        if not isinstance(self.on_failure, Unset):
            on_failure = self.on_failure

        once = self.once

        path = self.path

        postcondition: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.postcondition, Unset):
            postcondition = []
            for postcondition_item_data in self.postcondition:
                postcondition_item = postcondition_item_data.to_dict()
                postcondition.append(postcondition_item)

        recorded: dict[str, Any] | Unset = UNSET
        if not isinstance(self.recorded, Unset):
            recorded = self.recorded.to_dict()

        replace: dict[str, Any] | Unset = UNSET
        if not isinstance(self.replace, Unset):
            replace = self.replace.to_dict()

        retry: dict[str, Any] | Unset = UNSET
        if not isinstance(self.retry, Unset):
            retry = self.retry.to_dict()

        set_: dict[str, Any] | Unset = UNSET
        if not isinstance(self.set_, Unset):
            set_ = self.set_.to_dict()

        soft = self.soft

        status = self.status

        timeout_ms = self.timeout_ms

        times = self.times

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type_,
                "url": url,
            }
        )
        if base64 is not UNSET:
            field_dict["base64"] = base64
        if body is not UNSET:
            field_dict["body"] = body
        if headers is not UNSET:
            field_dict["headers"] = headers
        if id is not UNSET:
            field_dict["id"] = id
        if if_ is not UNSET:
            field_dict["if"] = if_
        if json is not UNSET:
            field_dict["json"] = json
        if label is not UNSET:
            field_dict["label"] = label
        if method is not UNSET:
            field_dict["method"] = method
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
        if replace is not UNSET:
            field_dict["replace"] = replace
        if retry is not UNSET:
            field_dict["retry"] = retry
        if set_ is not UNSET:
            field_dict["set"] = set_
        if soft is not UNSET:
            field_dict["soft"] = soft
        if status is not UNSET:
            field_dict["status"] = status
        if timeout_ms is not UNSET:
            field_dict["timeout_ms"] = timeout_ms
        if times is not UNSET:
            field_dict["times"] = times

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.condition import Condition  # noqa: PLC0415
        from ..models.matcher import Matcher  # noqa: PLC0415
        from ..models.modify_response_step_headers import ModifyResponseStepHeaders  # noqa: PLC0415
        from ..models.modify_response_step_replace import ModifyResponseStepReplace  # noqa: PLC0415
        from ..models.modify_response_step_set import ModifyResponseStepSet  # noqa: PLC0415
        from ..models.step_recorded import StepRecorded  # noqa: PLC0415
        from ..models.step_retry import StepRetry  # noqa: PLC0415

        d = dict(src_dict)
        type_ = check_modify_response_step_type(d.pop("type"))

        def _parse_url(data: object) -> Matcher | str:
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                componentsschemas_url_matcher_type_1 = Matcher.from_dict(data)

                return componentsschemas_url_matcher_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(Matcher | str, data)

        url = _parse_url(d.pop("url"))

        base64 = d.pop("base64", UNSET)

        body = d.pop("body", UNSET)

        _headers = d.pop("headers", UNSET)
        headers: ModifyResponseStepHeaders | Unset
        if isinstance(_headers, Unset):
            headers = UNSET
        else:
            headers = ModifyResponseStepHeaders.from_dict(_headers)

        id = d.pop("id", UNSET)

        _if_ = d.pop("if", UNSET)
        if_: Condition | Unset
        if isinstance(_if_, Unset):
            if_ = UNSET
        else:
            if_ = Condition.from_dict(_if_)

        json = d.pop("json", UNSET)

        label = d.pop("label", UNSET)

        method = d.pop("method", UNSET)

        _on_failure = d.pop("on_failure", UNSET)
        on_failure: ModifyResponseStepOnFailure | Unset
        if isinstance(_on_failure, Unset):
            on_failure = UNSET
        else:
            on_failure = check_modify_response_step_on_failure(_on_failure)

        once = d.pop("once", UNSET)

        path = d.pop("path", UNSET)

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

        _replace = d.pop("replace", UNSET)
        replace: ModifyResponseStepReplace | Unset
        if isinstance(_replace, Unset):
            replace = UNSET
        else:
            replace = ModifyResponseStepReplace.from_dict(_replace)

        _retry = d.pop("retry", UNSET)
        retry: StepRetry | Unset
        if isinstance(_retry, Unset):
            retry = UNSET
        else:
            retry = StepRetry.from_dict(_retry)

        _set_ = d.pop("set", UNSET)
        set_: ModifyResponseStepSet | Unset
        if isinstance(_set_, Unset):
            set_ = UNSET
        else:
            set_ = ModifyResponseStepSet.from_dict(_set_)

        soft = d.pop("soft", UNSET)

        status = d.pop("status", UNSET)

        timeout_ms = d.pop("timeout_ms", UNSET)

        times = d.pop("times", UNSET)

        modify_response_step = cls(
            type_=type_,
            url=url,
            base64=base64,
            body=body,
            headers=headers,
            id=id,
            if_=if_,
            json=json,
            label=label,
            method=method,
            on_failure=on_failure,
            once=once,
            path=path,
            postcondition=postcondition,
            recorded=recorded,
            replace=replace,
            retry=retry,
            set_=set_,
            soft=soft,
            status=status,
            timeout_ms=timeout_ms,
            times=times,
        )

        modify_response_step.additional_properties = d
        return modify_response_step

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
