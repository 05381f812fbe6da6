from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.emulate_step_color_scheme import (
    EmulateStepColorScheme,
    check_emulate_step_color_scheme,
)
from ..models.emulate_step_contrast import (
    EmulateStepContrast,
    check_emulate_step_contrast,
)
from ..models.emulate_step_device import EmulateStepDevice, check_emulate_step_device
from ..models.emulate_step_forced_colors import (
    EmulateStepForcedColors,
    check_emulate_step_forced_colors,
)
from ..models.emulate_step_media import EmulateStepMedia, check_emulate_step_media
from ..models.emulate_step_on_failure import (
    EmulateStepOnFailure,
    check_emulate_step_on_failure,
)
from ..models.emulate_step_reduced_motion import (
    EmulateStepReducedMotion,
    check_emulate_step_reduced_motion,
)
from ..models.emulate_step_type import EmulateStepType, check_emulate_step_type
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.condition import Condition
    from ..models.flow_viewport import FlowViewport
    from ..models.geolocation import Geolocation
    from ..models.step_recorded import StepRecorded
    from ..models.step_retry import StepRetry


T = TypeVar("T", bound="EmulateStep")


@_attrs_define
class EmulateStep:
    """Changes what the browser pretends to be, for all tabs. What a page has already read stays as it is until `reload`.

    Attributes:
        type_ (EmulateStepType):
        clock (str | Unset): The time at which the fake clock of the step `clock` begins, e.g. `2026-11-20T10:00:00Z`.
        color_scheme (EmulateStepColorScheme | Unset): `prefers-color-scheme`.
        contrast (EmulateStepContrast | Unset): `prefers-contrast`.
        cpu_throttle (float | Unset): The processor is so many times slower.
        device (EmulateStepDevice | Unset): A device by Playwright's name: `Pixel 7`, `iPhone 15`, `iPad Mini
            landscape`; the other fields go before it.
        device_scale_factor (float | Unset): Device pixels per CSS pixel.
        forced_colors (EmulateStepForcedColors | Unset): `forced-colors`.
        geolocation (Geolocation | Unset): A place on Earth. The page may ask for it without a question to the user.
        id (str | Unset): A name of the step that stays when steps are moved.
        if_ (Condition | Unset): Holds, or comes to hold before the time is up: about a target, the page, a variable,
            requests, or the console. It says exactly one thing.
        label (str | Unset): What the step is called in reports.
        locale (str | Unset): Language and region, e.g. `de-AT`: numbers, dates, `Accept-Language`.
        media (EmulateStepMedia | Unset): The medium of the style sheets.
        mobile (bool | Unset): Follows `<meta name=viewport>` as phones do.
        on_failure (EmulateStepOnFailure | Unset): `continue` records the failure and goes on; the flow fails at its
            end.
        once (bool | Unset): Must never be done twice: after a crash in this step the execution ends in doubt instead of
            starting over. Default: False.
        postcondition (list[Condition] | Unset): What must hold when the step is done; each is an `expect` of its own.
        recorded (StepRecorded | Unset): What is known of the element and the effect of a step that was recorded.
        reduced_motion (EmulateStepReducedMotion | Unset): `prefers-reduced-motion`.
        reset (bool | Unset): First, everything is again as at the flow's beginning. Default: False.
        retry (StepRetry | Unset): Further tries of one step.
        screen (FlowViewport | Unset): Size of the page in CSS pixels.
        soft (bool | Unset): The same as `on_failure: continue`, for assertions. Default: False.
        timeout_ms (int | Unset): Longest time for the step in milliseconds: 10,000 for `expect`, 120,000 for steps that
            ask a model (300,000 for those in which it acts), an hour for steps that ask a person or wait for a run, 30,000
            for others when absent.
        timezone (str | Unset): A name of the time-zone database, e.g. `Europe/Vienna`.
        touch (bool | Unset): Has a touch screen.
        user_agent (str | Unset): How the browser names itself.
        viewport (FlowViewport | Unset): Size of the page in CSS pixels.
    """

    type_: EmulateStepType
    clock: str | Unset = UNSET
    color_scheme: EmulateStepColorScheme | Unset = UNSET
    contrast: EmulateStepContrast | Unset = UNSET
    cpu_throttle: float | Unset = UNSET
    device: EmulateStepDevice | Unset = UNSET
    device_scale_factor: float | Unset = UNSET
    forced_colors: EmulateStepForcedColors | Unset = UNSET
    geolocation: Geolocation | Unset = UNSET
    id: str | Unset = UNSET
    if_: Condition | Unset = UNSET
    label: str | Unset = UNSET
    locale: str | Unset = UNSET
    media: EmulateStepMedia | Unset = UNSET
    mobile: bool | Unset = UNSET
    on_failure: EmulateStepOnFailure | Unset = UNSET
    once: bool | Unset = False
    postcondition: list[Condition] | Unset = UNSET
    recorded: StepRecorded | Unset = UNSET
    reduced_motion: EmulateStepReducedMotion | Unset = UNSET
    reset: bool | Unset = False
    retry: StepRetry | Unset = UNSET
    screen: FlowViewport | Unset = UNSET
    soft: bool | Unset = False
    timeout_ms: int | Unset = UNSET
    timezone: str | Unset = UNSET
    touch: bool | Unset = UNSET
    user_agent: str | Unset = UNSET
    viewport: FlowViewport | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        type_: str = self.type_

        clock = self.clock

        color_scheme: str | Unset = UNSET
        if not isinstance(self.color_scheme, Unset):
            color_scheme = self.color_scheme

        contrast: str | Unset = UNSET
        if not isinstance(self.contrast, Unset):
            contrast = self.contrast

        cpu_throttle = self.cpu_throttle

        device: str | Unset = UNSET
        if not isinstance(self.device, Unset):
            device = self.device

        device_scale_factor = self.device_scale_factor

        forced_colors: str | Unset = UNSET
        if not isinstance(self.forced_colors, Unset):
            forced_colors = self.forced_colors

        geolocation: dict[str, Any] | Unset = UNSET
        if not isinstance(self.geolocation, Unset):
            geolocation = self.geolocation.to_dict()

        id = self.id

        if_: dict[str, Any] | Unset = UNSET
        if not isinstance(self.if_, Unset):
            if_ = self.if_.to_dict()

        label = self.label

        locale = self.locale

        media: str | Unset = UNSET
        if not isinstance(self.media, Unset):
            media = self.media

        mobile = self.mobile

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

        reduced_motion: str | Unset = UNSET
        if not isinstance(self.reduced_motion, Unset):
            reduced_motion = self.reduced_motion

        reset = self.reset

        retry: dict[str, Any] | Unset = UNSET
        if not isinstance(self.retry, Unset):
            retry = self.retry.to_dict()

        screen: dict[str, Any] | Unset = UNSET
        if not isinstance(self.screen, Unset):
            screen = self.screen.to_dict()

        soft = self.soft

        timeout_ms = self.timeout_ms

        timezone = self.timezone

        touch = self.touch

        user_agent = self.user_agent

        viewport: dict[str, Any] | Unset = UNSET
        if not isinstance(self.viewport, Unset):
            viewport = self.viewport.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "type": type_,
            }
        )
        if clock is not UNSET:
            field_dict["clock"] = clock
        if color_scheme is not UNSET:
            field_dict["color_scheme"] = color_scheme
        if contrast is not UNSET:
            field_dict["contrast"] = contrast
        if cpu_throttle is not UNSET:
            field_dict["cpu_throttle"] = cpu_throttle
        if device is not UNSET:
            field_dict["device"] = device
        if device_scale_factor is not UNSET:
            field_dict["device_scale_factor"] = device_scale_factor
        if forced_colors is not UNSET:
            field_dict["forced_colors"] = forced_colors
        if geolocation is not UNSET:
            field_dict["geolocation"] = geolocation
        if id is not UNSET:
            field_dict["id"] = id
        if if_ is not UNSET:
            field_dict["if"] = if_
        if label is not UNSET:
            field_dict["label"] = label
        if locale is not UNSET:
            field_dict["locale"] = locale
        if media is not UNSET:
            field_dict["media"] = media
        if mobile is not UNSET:
            field_dict["mobile"] = mobile
        if on_failure is not UNSET:
            field_dict["on_failure"] = on_failure
        if once is not UNSET:
            field_dict["once"] = once
        if postcondition is not UNSET:
            field_dict["postcondition"] = postcondition
        if recorded is not UNSET:
            field_dict["recorded"] = recorded
        if reduced_motion is not UNSET:
            field_dict["reduced_motion"] = reduced_motion
        if reset is not UNSET:
            field_dict["reset"] = reset
        if retry is not UNSET:
            field_dict["retry"] = retry
        if screen is not UNSET:
            field_dict["screen"] = screen
        if soft is not UNSET:
            field_dict["soft"] = soft
        if timeout_ms is not UNSET:
            field_dict["timeout_ms"] = timeout_ms
        if timezone is not UNSET:
            field_dict["timezone"] = timezone
        if touch is not UNSET:
            field_dict["touch"] = touch
        if user_agent is not UNSET:
            field_dict["user_agent"] = user_agent
        if viewport is not UNSET:
            field_dict["viewport"] = viewport

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.condition import Condition  # noqa: PLC0415
        from ..models.flow_viewport import FlowViewport  # noqa: PLC0415
        from ..models.geolocation import Geolocation  # noqa: PLC0415
        from ..models.step_recorded import StepRecorded  # noqa: PLC0415
        from ..models.step_retry import StepRetry  # noqa: PLC0415

        d = dict(src_dict)
        type_ = check_emulate_step_type(d.pop("type"))

        clock = d.pop("clock", UNSET)

        _color_scheme = d.pop("color_scheme", UNSET)
        color_scheme: EmulateStepColorScheme | Unset
        if isinstance(_color_scheme, Unset):
            color_scheme = UNSET
        else:
            color_scheme = check_emulate_step_color_scheme(_color_scheme)

        _contrast = d.pop("contrast", UNSET)
        contrast: EmulateStepContrast | Unset
        if isinstance(_contrast, Unset):
            contrast = UNSET
        else:
            contrast = check_emulate_step_contrast(_contrast)

        cpu_throttle = d.pop("cpu_throttle", UNSET)

        _device = d.pop("device", UNSET)
        device: EmulateStepDevice | Unset
        if isinstance(_device, Unset):
            device = UNSET
        else:
            device = check_emulate_step_device(_device)

        device_scale_factor = d.pop("device_scale_factor", UNSET)

        _forced_colors = d.pop("forced_colors", UNSET)
        forced_colors: EmulateStepForcedColors | Unset
        if isinstance(_forced_colors, Unset):
            forced_colors = UNSET
        else:
            forced_colors = check_emulate_step_forced_colors(_forced_colors)

        _geolocation = d.pop("geolocation", UNSET)
        geolocation: Geolocation | Unset
        if isinstance(_geolocation, Unset):
            geolocation = UNSET
        else:
            geolocation = Geolocation.from_dict(_geolocation)

        id = d.pop("id", UNSET)

        _if_ = d.pop("if", UNSET)
        if_: Condition | Unset
        if isinstance(_if_, Unset):
            if_ = UNSET
        else:
            if_ = Condition.from_dict(_if_)

        label = d.pop("label", UNSET)

        locale = d.pop("locale", UNSET)

        _media = d.pop("media", UNSET)
        media: EmulateStepMedia | Unset
        if isinstance(_media, Unset):
            media = UNSET
        else:
            media = check_emulate_step_media(_media)

        mobile = d.pop("mobile", UNSET)

        _on_failure = d.pop("on_failure", UNSET)
        on_failure: EmulateStepOnFailure | Unset
        if isinstance(_on_failure, Unset):
            on_failure = UNSET
        else:
            on_failure = check_emulate_step_on_failure(_on_failure)

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

        _reduced_motion = d.pop("reduced_motion", UNSET)
        reduced_motion: EmulateStepReducedMotion | Unset
        if isinstance(_reduced_motion, Unset):
            reduced_motion = UNSET
        else:
            reduced_motion = check_emulate_step_reduced_motion(_reduced_motion)

        reset = d.pop("reset", UNSET)

        _retry = d.pop("retry", UNSET)
        retry: StepRetry | Unset
        if isinstance(_retry, Unset):
            retry = UNSET
        else:
            retry = StepRetry.from_dict(_retry)

        _screen = d.pop("screen", UNSET)
        screen: FlowViewport | Unset
        if isinstance(_screen, Unset):
            screen = UNSET
        else:
            screen = FlowViewport.from_dict(_screen)

        soft = d.pop("soft", UNSET)

        timeout_ms = d.pop("timeout_ms", UNSET)

        timezone = d.pop("timezone", UNSET)

        touch = d.pop("touch", UNSET)

        user_agent = d.pop("user_agent", UNSET)

        _viewport = d.pop("viewport", UNSET)
        viewport: FlowViewport | Unset
        if isinstance(_viewport, Unset):
            viewport = UNSET
        else:
            viewport = FlowViewport.from_dict(_viewport)

        emulate_step = cls(
            type_=type_,
            clock=clock,
            color_scheme=color_scheme,
            contrast=contrast,
            cpu_throttle=cpu_throttle,
            device=device,
            device_scale_factor=device_scale_factor,
            forced_colors=forced_colors,
            geolocation=geolocation,
            id=id,
            if_=if_,
            label=label,
            locale=locale,
            media=media,
            mobile=mobile,
            on_failure=on_failure,
            once=once,
            postcondition=postcondition,
            recorded=recorded,
            reduced_motion=reduced_motion,
            reset=reset,
            retry=retry,
            screen=screen,
            soft=soft,
            timeout_ms=timeout_ms,
            timezone=timezone,
            touch=touch,
            user_agent=user_agent,
            viewport=viewport,
        )

        emulate_step.additional_properties = d
        return emulate_step

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
