from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.pdf_step_format import PdfStepFormat, check_pdf_step_format
from ..models.pdf_step_on_failure import PdfStepOnFailure, check_pdf_step_on_failure
from ..models.pdf_step_type import PdfStepType, check_pdf_step_type
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.condition import Condition
    from ..models.step_recorded import StepRecorded
    from ..models.step_retry import StepRetry


T = TypeVar("T", bound="PdfStep")


@_attrs_define
class PdfStep:
    """Prints the page into a PDF file, an artifact. The style sheets are those for print unless `emulate` says otherwise.

    Attributes:
        type_ (PdfStepType):
        background (bool | Unset): Also background colours and pictures. Default: True.
        format_ (PdfStepFormat | Unset): Size of the paper. Default: 'a4'.
        id (str | Unset): A name of the step that stays when steps are moved.
        if_ (Condition | Unset): Holds, or comes to hold before the time is up: about a target, the page, a variable,
            requests, or the console. It says exactly one thing.
        label (str | Unset): What the step is called in reports.
        landscape (bool | Unset): Turned by a quarter. Default: False.
        margin_mm (float | Unset): Margin on every side in millimetres. Default: 10.0.
        name (str | Unset): Name of the file; `page.pdf` when absent.
        on_failure (PdfStepOnFailure | Unset): `continue` records the failure and goes on; the flow fails at its end.
        once (bool | Unset): Must never be done twice: after a crash in this step the execution ends in doubt instead of
            starting over. Default: False.
        pages (str | Unset): Only these pages, e.g. `1-3,5`.
        postcondition (list[Condition] | Unset): What must hold when the step is done; each is an `expect` of its own.
        recorded (StepRecorded | Unset): What is known of the element and the effect of a step that was recorded.
        retry (StepRetry | Unset): Further tries of one step.
        save_as (str | Unset): Also keep it among the files of the run under this name, e.g. for `parse_file`.
        scale (float | Unset): How much larger than on the screen. Default: 1.0.
        soft (bool | Unset): The same as `on_failure: continue`, for assertions. Default: False.
        timeout_ms (int | Unset): Longest time for the step in milliseconds: 10,000 for `expect`, 120,000 for steps that
            ask a model (300,000 for those in which it acts), an hour for steps that ask a person or wait for a run, 30,000
            for others when absent.
        var (str | Unset): The variable that gets `{name, sha256, size, media_type, artifact}`.
    """

    type_: PdfStepType
    background: bool | Unset = True
    format_: PdfStepFormat | Unset = "a4"
    id: str | Unset = UNSET
    if_: Condition | Unset = UNSET
    label: str | Unset = UNSET
    landscape: bool | Unset = False
    margin_mm: float | Unset = 10.0
    name: str | Unset = UNSET
    on_failure: PdfStepOnFailure | Unset = UNSET
    once: bool | Unset = False
    pages: str | Unset = UNSET
    postcondition: list[Condition] | Unset = UNSET
    recorded: StepRecorded | Unset = UNSET
    retry: StepRetry | Unset = UNSET
    save_as: str | Unset = UNSET
    scale: float | Unset = 1.0
    soft: bool | Unset = False
    timeout_ms: int | Unset = UNSET
    var: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        type_: str = self.type_

        background = self.background

        format_: str | Unset = UNSET
        if not isinstance(self.format_, Unset):
            format_ = self.format_

        id = self.id

        if_: dict[str, Any] | Unset = UNSET
        if not isinstance(self.if_, Unset):
            if_ = self.if_.to_dict()

        label = self.label

        landscape = self.landscape

        margin_mm = self.margin_mm

        name = self.name

        on_failure: str | Unset = UNSET
        if not isinstance(self.on_failure, Unset):
            on_failure = self.on_failure

        once = self.once

        pages = self.pages

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

        save_as = self.save_as

        scale = self.scale

        soft = self.soft

        timeout_ms = self.timeout_ms

        var = self.var

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type_,
            }
        )
        if background is not UNSET:
            field_dict["background"] = background
        if format_ is not UNSET:
            field_dict["format"] = format_
        if id is not UNSET:
            field_dict["id"] = id
        if if_ is not UNSET:
            field_dict["if"] = if_
        if label is not UNSET:
            field_dict["label"] = label
        if landscape is not UNSET:
            field_dict["landscape"] = landscape
        if margin_mm is not UNSET:
            field_dict["margin_mm"] = margin_mm
        if name is not UNSET:
            field_dict["name"] = name
        if on_failure is not UNSET:
            field_dict["on_failure"] = on_failure
        if once is not UNSET:
            field_dict["once"] = once
        if pages is not UNSET:
            field_dict["pages"] = pages
        if postcondition is not UNSET:
            field_dict["postcondition"] = postcondition
        if recorded is not UNSET:
            field_dict["recorded"] = recorded
        if retry is not UNSET:
            field_dict["retry"] = retry
        if save_as is not UNSET:
            field_dict["save_as"] = save_as
        if scale is not UNSET:
            field_dict["scale"] = scale
        if soft is not UNSET:
            field_dict["soft"] = soft
        if timeout_ms is not UNSET:
            field_dict["timeout_ms"] = timeout_ms
        if var is not UNSET:
            field_dict["var"] = var

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.condition import Condition  # noqa: PLC0415
        from ..models.step_recorded import StepRecorded  # noqa: PLC0415
        from ..models.step_retry import StepRetry  # noqa: PLC0415

        d = dict(src_dict)
        type_ = check_pdf_step_type(d.pop("type"))

        background = d.pop("background", UNSET)

        _format_ = d.pop("format", UNSET)
        format_: PdfStepFormat | Unset
        if isinstance(_format_, Unset):
            format_ = UNSET
        else:
            format_ = check_pdf_step_format(_format_)

        id = d.pop("id", UNSET)

        _if_ = d.pop("if", UNSET)
        if_: Condition | Unset
        if isinstance(_if_, Unset):
            if_ = UNSET
        else:
            if_ = Condition.from_dict(_if_)

        label = d.pop("label", UNSET)

        landscape = d.pop("landscape", UNSET)

        margin_mm = d.pop("margin_mm", UNSET)

        name = d.pop("name", UNSET)

        _on_failure = d.pop("on_failure", UNSET)
        on_failure: PdfStepOnFailure | Unset
        if isinstance(_on_failure, Unset):
            on_failure = UNSET
        else:
            on_failure = check_pdf_step_on_failure(_on_failure)

        once = d.pop("once", UNSET)

        pages = d.pop("pages", UNSET)

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

        save_as = d.pop("save_as", UNSET)

        scale = d.pop("scale", UNSET)

        soft = d.pop("soft", UNSET)

        timeout_ms = d.pop("timeout_ms", UNSET)

        var = d.pop("var", UNSET)

        pdf_step = cls(
            type_=type_,
            background=background,
            format_=format_,
            id=id,
            if_=if_,
            label=label,
            landscape=landscape,
            margin_mm=margin_mm,
            name=name,
            on_failure=on_failure,
            once=once,
            pages=pages,
            postcondition=postcondition,
            recorded=recorded,
            retry=retry,
            save_as=save_as,
            scale=scale,
            soft=soft,
            timeout_ms=timeout_ms,
            var=var,
        )

        pdf_step.additional_properties = d
        return pdf_step

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
