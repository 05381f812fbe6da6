from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.http_request_step_on_failure import (
    HttpRequestStepOnFailure,
    check_http_request_step_on_failure,
)
from ..models.http_request_step_type import (
    HttpRequestStepType,
    check_http_request_step_type,
)
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.condition import Condition
    from ..models.http_request_step_form import HttpRequestStepForm
    from ..models.http_request_step_headers import HttpRequestStepHeaders
    from ..models.http_request_step_save import HttpRequestStepSave
    from ..models.request_part import RequestPart
    from ..models.step_recorded import StepRecorded
    from ..models.step_retry import StepRetry


T = TypeVar("T", bound="HttpRequestStep")


@_attrs_define
class HttpRequestStep:
    """Makes a request of its own, beside the browser, to one of the hosts that the flow may visit.

    Attributes:
        type_ (HttpRequestStepType):
        url (str): Absolute, or relative to `start_url`.
        body (str | Unset): Body as text.
        cookies (bool | Unset): Sends the browser's cookies for that address, and keeps those that come. Default: False.
        file (str | Unset): Body as it is in this file of the run: an upload, e.g. with `method: PUT`.
        form (HttpRequestStepForm | Unset): Body as a form.
        headers (HttpRequestStepHeaders | Unset): Headers of the request.
        id (str | Unset): A name of the step that stays when steps are moved.
        if_ (Condition | Unset): Holds, or comes to hold before the time is up: about a target, the page, a variable,
            requests, or the console. It says exactly one thing.
        json (Any | Unset): Body as JSON.
        label (str | Unset): What the step is called in reports.
        max_redirects (int | Unset): Redirects that are followed, each to a host that the flow may visit. Default: 10.
        method (str | Unset): HTTP method. Default: 'GET'.
        on_failure (HttpRequestStepOnFailure | Unset): `continue` records the failure and goes on; the flow fails at its
            end.
        once (bool | Unset): Must never be done twice: after a crash in this step the execution ends in doubt instead of
            starting over. Default: False.
        parts (list[RequestPart] | Unset): Body as `multipart/form-data`, as a form with file inputs sends it.
        postcondition (list[Condition] | Unset): What must hold when the step is done; each is an `expect` of its own.
        recorded (StepRecorded | Unset): What is known of the element and the effect of a step that was recorded.
        retry (StepRetry | Unset): Further tries of one step.
        save (HttpRequestStepSave | Unset): Variables, and the parts of the response that they get: `{ token: json.token
            }`.
        soft (bool | Unset): The same as `on_failure: continue`, for assertions. Default: False.
        status (str | Unset): Wanted status: `200`, `2xx`, or several such as `404,410`; any below 400 when absent.
        timeout_ms (int | Unset): Longest time for the step in milliseconds: 10,000 for `expect`, 120,000 for steps that
            ask a model (300,000 for those in which it acts), an hour for steps that ask a person or wait for a run, 30,000
            for others when absent.
        var (str | Unset): Gets `status`, `url`, `headers`, `body`, `json`, `time_ms`.
    """

    type_: HttpRequestStepType
    url: str
    body: str | Unset = UNSET
    cookies: bool | Unset = False
    file: str | Unset = UNSET
    form: HttpRequestStepForm | Unset = UNSET
    headers: HttpRequestStepHeaders | Unset = UNSET
    id: str | Unset = UNSET
    if_: Condition | Unset = UNSET
    json: Any | Unset = UNSET
    label: str | Unset = UNSET
    max_redirects: int | Unset = 10
    method: str | Unset = "GET"
    on_failure: HttpRequestStepOnFailure | Unset = UNSET
    once: bool | Unset = False
    parts: list[RequestPart] | Unset = UNSET
    postcondition: list[Condition] | Unset = UNSET
    recorded: StepRecorded | Unset = UNSET
    retry: StepRetry | Unset = UNSET
    save: HttpRequestStepSave | Unset = UNSET
    soft: bool | Unset = False
    status: str | Unset = UNSET
    timeout_ms: int | Unset = UNSET
    var: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        type_: str = self.type_

        url = self.url

        body = self.body

        cookies = self.cookies

        file = self.file

        form: dict[str, Any] | Unset = UNSET
        if not isinstance(self.form, Unset):
            form = self.form.to_dict()

        headers: dict[str, Any] | Unset = UNSET
        if not isinstance(self.headers, Unset):
            headers = self.headers.to_dict()

        id = self.id

        if_: dict[str, Any] | Unset = UNSET
        if not isinstance(self.if_, Unset):
            if_ = self.if_.to_dict()

        json = self.json

        label = self.label

        max_redirects = self.max_redirects

        method = self.method

        on_failure: str | Unset = UNSET
        if not isinstance(self.on_failure, Unset):
            on_failure = self.on_failure

        once = self.once

        parts: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.parts, Unset):
            parts = []
            for parts_item_data in self.parts:
                parts_item = parts_item_data.to_dict()
                parts.append(parts_item)

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

        save: dict[str, Any] | Unset = UNSET
        if not isinstance(self.save, Unset):
            save = self.save.to_dict()

        soft = self.soft

        status = self.status

        timeout_ms = self.timeout_ms

        var = self.var

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type_,
                "url": url,
            }
        )
        if body is not UNSET:
            field_dict["body"] = body
        if cookies is not UNSET:
            field_dict["cookies"] = cookies
        if file is not UNSET:
            field_dict["file"] = file
        if form is not UNSET:
            field_dict["form"] = form
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
        if max_redirects is not UNSET:
            field_dict["max_redirects"] = max_redirects
        if method is not UNSET:
            field_dict["method"] = method
        if on_failure is not UNSET:
            field_dict["on_failure"] = on_failure
        if once is not UNSET:
            field_dict["once"] = once
        if parts is not UNSET:
            field_dict["parts"] = parts
        if postcondition is not UNSET:
            field_dict["postcondition"] = postcondition
        if recorded is not UNSET:
            field_dict["recorded"] = recorded
        if retry is not UNSET:
            field_dict["retry"] = retry
        if save is not UNSET:
            field_dict["save"] = save
        if soft is not UNSET:
            field_dict["soft"] = soft
        if status is not UNSET:
            field_dict["status"] = status
        if timeout_ms is not UNSET:
            field_dict["timeout_ms"] = timeout_ms
        if var is not UNSET:
            field_dict["var"] = var

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.condition import Condition  # noqa: PLC0415
        from ..models.http_request_step_form import HttpRequestStepForm  # noqa: PLC0415
        from ..models.http_request_step_headers import HttpRequestStepHeaders  # noqa: PLC0415
        from ..models.http_request_step_save import HttpRequestStepSave  # noqa: PLC0415
        from ..models.request_part import RequestPart  # noqa: PLC0415
        from ..models.step_recorded import StepRecorded  # noqa: PLC0415
        from ..models.step_retry import StepRetry  # noqa: PLC0415

        d = dict(src_dict)
        type_ = check_http_request_step_type(d.pop("type"))

        url = d.pop("url")

        body = d.pop("body", UNSET)

        cookies = d.pop("cookies", UNSET)

        file = d.pop("file", UNSET)

        _form = d.pop("form", UNSET)
        form: HttpRequestStepForm | Unset
        if isinstance(_form, Unset):
            form = UNSET
        else:
            form = HttpRequestStepForm.from_dict(_form)

        _headers = d.pop("headers", UNSET)
        headers: HttpRequestStepHeaders | Unset
        if isinstance(_headers, Unset):
            headers = UNSET
        else:
            headers = HttpRequestStepHeaders.from_dict(_headers)

        id = d.pop("id", UNSET)

        _if_ = d.pop("if", UNSET)
        if_: Condition | Unset
        if isinstance(_if_, Unset):
            if_ = UNSET
        else:
            if_ = Condition.from_dict(_if_)

        json = d.pop("json", UNSET)

        label = d.pop("label", UNSET)

        max_redirects = d.pop("max_redirects", UNSET)

        method = d.pop("method", UNSET)

        _on_failure = d.pop("on_failure", UNSET)
        on_failure: HttpRequestStepOnFailure | Unset
        if isinstance(_on_failure, Unset):
            on_failure = UNSET
        else:
            on_failure = check_http_request_step_on_failure(_on_failure)

        once = d.pop("once", UNSET)

        _parts = d.pop("parts", UNSET)
        parts: list[RequestPart] | Unset = UNSET
        if _parts is not UNSET:
            parts = []
            for parts_item_data in _parts:
                parts_item = RequestPart.from_dict(parts_item_data)

                parts.append(parts_item)

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

        _save = d.pop("save", UNSET)
        save: HttpRequestStepSave | Unset
        if isinstance(_save, Unset):
            save = UNSET
        else:
            save = HttpRequestStepSave.from_dict(_save)

        soft = d.pop("soft", UNSET)

        status = d.pop("status", UNSET)

        timeout_ms = d.pop("timeout_ms", UNSET)

        var = d.pop("var", UNSET)

        http_request_step = cls(
            type_=type_,
            url=url,
            body=body,
            cookies=cookies,
            file=file,
            form=form,
            headers=headers,
            id=id,
            if_=if_,
            json=json,
            label=label,
            max_redirects=max_redirects,
            method=method,
            on_failure=on_failure,
            once=once,
            parts=parts,
            postcondition=postcondition,
            recorded=recorded,
            retry=retry,
            save=save,
            soft=soft,
            status=status,
            timeout_ms=timeout_ms,
            var=var,
        )

        http_request_step.additional_properties = d
        return http_request_step

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
