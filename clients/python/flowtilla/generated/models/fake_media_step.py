from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.fake_media_step_camera import (
    FakeMediaStepCamera,
    check_fake_media_step_camera,
)
from ..models.fake_media_step_microphone import (
    FakeMediaStepMicrophone,
    check_fake_media_step_microphone,
)
from ..models.fake_media_step_on_failure import (
    FakeMediaStepOnFailure,
    check_fake_media_step_on_failure,
)
from ..models.fake_media_step_type import FakeMediaStepType, check_fake_media_step_type
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.condition import Condition
    from ..models.step_recorded import StepRecorded
    from ..models.step_retry import StepRetry


T = TypeVar("T", bound="FakeMediaStep")


@_attrs_define
class FakeMediaStep:
    """Gives pages that are opened from here on a camera and a microphone that no machine has: a moving test picture (or
    one of yours) and a low tone. Permissions count: what `deny_permissions` denies stays denied.

        Attributes:
            type_ (FakeMediaStepType):
            camera (FakeMediaStepCamera | Unset): `none`: there is no camera; `denied`: the person says no when the page
                asks. Default: 'on'.
            height (int | Unset): Height of the camera's picture in pixels. Default: 480.
            id (str | Unset): A name of the step that stays when steps are moved.
            if_ (Condition | Unset): Holds, or comes to hold before the time is up: about a target, the page, a variable,
                requests, or the console. It says exactly one thing.
            label (str | Unset): What the step is called in reports.
            microphone (FakeMediaStepMicrophone | Unset): The same for the microphone. Default: 'on'.
            on_failure (FakeMediaStepOnFailure | Unset): `continue` records the failure and goes on; the flow fails at its
                end.
            once (bool | Unset): Must never be done twice: after a crash in this step the execution ends in doubt instead of
                starting over. Default: False.
            picture (str | Unset): A file of the run (PNG, JPEG, SVG) that the camera shows instead, e.g. a QR code; at most
                2 MiB.
            postcondition (list[Condition] | Unset): What must hold when the step is done; each is an `expect` of its own.
            recorded (StepRecorded | Unset): What is known of the element and the effect of a step that was recorded.
            retry (StepRetry | Unset): Further tries of one step.
            soft (bool | Unset): The same as `on_failure: continue`, for assertions. Default: False.
            timeout_ms (int | Unset): Longest time for the step in milliseconds: 10,000 for `expect`, 120,000 for steps that
                ask a model (300,000 for those in which it acts), an hour for steps that ask a person or wait for a run, 30,000
                for others when absent.
            width (int | Unset): Width of the camera's picture in pixels. Default: 640.
    """

    type_: FakeMediaStepType
    camera: FakeMediaStepCamera | Unset = "on"
    height: int | Unset = 480
    id: str | Unset = UNSET
    if_: Condition | Unset = UNSET
    label: str | Unset = UNSET
    microphone: FakeMediaStepMicrophone | Unset = "on"
    on_failure: FakeMediaStepOnFailure | Unset = UNSET
    once: bool | Unset = False
    picture: str | Unset = UNSET
    postcondition: list[Condition] | Unset = UNSET
    recorded: StepRecorded | Unset = UNSET
    retry: StepRetry | Unset = UNSET
    soft: bool | Unset = False
    timeout_ms: int | Unset = UNSET
    width: int | Unset = 640
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        type_: str = self.type_

        camera: str | Unset = UNSET
        if not isinstance(self.camera, Unset):
            camera = self.camera

        height = self.height

        id = self.id

        if_: dict[str, Any] | Unset = UNSET
        if not isinstance(self.if_, Unset):
            if_ = self.if_.to_dict()

        label = self.label

        microphone: str | Unset = UNSET
        if not isinstance(self.microphone, Unset):
            microphone = self.microphone

        on_failure: str | Unset = UNSET
        if not isinstance(self.on_failure, Unset):
            on_failure = self.on_failure

        once = self.once

        picture = self.picture

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

        timeout_ms = self.timeout_ms

        width = self.width

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type_,
            }
        )
        if camera is not UNSET:
            field_dict["camera"] = camera
        if height is not UNSET:
            field_dict["height"] = height
        if id is not UNSET:
            field_dict["id"] = id
        if if_ is not UNSET:
            field_dict["if"] = if_
        if label is not UNSET:
            field_dict["label"] = label
        if microphone is not UNSET:
            field_dict["microphone"] = microphone
        if on_failure is not UNSET:
            field_dict["on_failure"] = on_failure
        if once is not UNSET:
            field_dict["once"] = once
        if picture is not UNSET:
            field_dict["picture"] = picture
        if postcondition is not UNSET:
            field_dict["postcondition"] = postcondition
        if recorded is not UNSET:
            field_dict["recorded"] = recorded
        if retry is not UNSET:
            field_dict["retry"] = retry
        if soft is not UNSET:
            field_dict["soft"] = soft
        if timeout_ms is not UNSET:
            field_dict["timeout_ms"] = timeout_ms
        if width is not UNSET:
            field_dict["width"] = width

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.condition import Condition  # noqa: PLC0415
        from ..models.step_recorded import StepRecorded  # noqa: PLC0415
        from ..models.step_retry import StepRetry  # noqa: PLC0415

        d = dict(src_dict)
        type_ = check_fake_media_step_type(d.pop("type"))

        _camera = d.pop("camera", UNSET)
        camera: FakeMediaStepCamera | Unset
        if isinstance(_camera, Unset):
            camera = UNSET
        else:
            camera = check_fake_media_step_camera(_camera)

        height = d.pop("height", UNSET)

        id = d.pop("id", UNSET)

        _if_ = d.pop("if", UNSET)
        if_: Condition | Unset
        if isinstance(_if_, Unset):
            if_ = UNSET
        else:
            if_ = Condition.from_dict(_if_)

        label = d.pop("label", UNSET)

        _microphone = d.pop("microphone", UNSET)
        microphone: FakeMediaStepMicrophone | Unset
        if isinstance(_microphone, Unset):
            microphone = UNSET
        else:
            microphone = check_fake_media_step_microphone(_microphone)

        _on_failure = d.pop("on_failure", UNSET)
        on_failure: FakeMediaStepOnFailure | Unset
        if isinstance(_on_failure, Unset):
            on_failure = UNSET
        else:
            on_failure = check_fake_media_step_on_failure(_on_failure)

        once = d.pop("once", UNSET)

        picture = d.pop("picture", UNSET)

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

        timeout_ms = d.pop("timeout_ms", UNSET)

        width = d.pop("width", UNSET)

        fake_media_step = cls(
            type_=type_,
            camera=camera,
            height=height,
            id=id,
            if_=if_,
            label=label,
            microphone=microphone,
            on_failure=on_failure,
            once=once,
            picture=picture,
            postcondition=postcondition,
            recorded=recorded,
            retry=retry,
            soft=soft,
            timeout_ms=timeout_ms,
            width=width,
        )

        fake_media_step.additional_properties = d
        return fake_media_step

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
