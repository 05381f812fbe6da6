from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.emulation_color_scheme import (
    EmulationColorScheme,
    check_emulation_color_scheme,
)
from ..models.emulation_contrast import EmulationContrast, check_emulation_contrast
from ..models.emulation_device import EmulationDevice, check_emulation_device
from ..models.emulation_forced_colors import (
    EmulationForcedColors,
    check_emulation_forced_colors,
)
from ..models.emulation_media import EmulationMedia, check_emulation_media
from ..models.emulation_reduced_motion import (
    EmulationReducedMotion,
    check_emulation_reduced_motion,
)
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.flow_viewport import FlowViewport
    from ..models.geolocation import Geolocation


T = TypeVar("T", bound="Emulation")


@_attrs_define
class Emulation:
    """What the browser pretends to be.

    Attributes:
        clock (str | Unset): The time at which the fake clock of the step `clock` begins, e.g. `2026-11-20T10:00:00Z`.
        color_scheme (EmulationColorScheme | Unset): `prefers-color-scheme`.
        contrast (EmulationContrast | Unset): `prefers-contrast`.
        cpu_throttle (float | Unset): The processor is so many times slower.
        device (EmulationDevice | Unset): A device by Playwright's name: `Pixel 7`, `iPhone 15`, `iPad Mini landscape`;
            the other fields go before it.
        device_scale_factor (float | Unset): Device pixels per CSS pixel.
        forced_colors (EmulationForcedColors | Unset): `forced-colors`.
        geolocation (Geolocation | Unset): A place on Earth. The page may ask for it without a question to the user.
        locale (str | Unset): Language and region, e.g. `de-AT`: numbers, dates, `Accept-Language`.
        media (EmulationMedia | Unset): The medium of the style sheets.
        mobile (bool | Unset): Follows `<meta name=viewport>` as phones do.
        reduced_motion (EmulationReducedMotion | Unset): `prefers-reduced-motion`.
        screen (FlowViewport | Unset): Size of the page in CSS pixels.
        timezone (str | Unset): A name of the time-zone database, e.g. `Europe/Vienna`.
        touch (bool | Unset): Has a touch screen.
        user_agent (str | Unset): How the browser names itself.
        viewport (FlowViewport | Unset): Size of the page in CSS pixels.
    """

    clock: str | Unset = UNSET
    color_scheme: EmulationColorScheme | Unset = UNSET
    contrast: EmulationContrast | Unset = UNSET
    cpu_throttle: float | Unset = UNSET
    device: EmulationDevice | Unset = UNSET
    device_scale_factor: float | Unset = UNSET
    forced_colors: EmulationForcedColors | Unset = UNSET
    geolocation: Geolocation | Unset = UNSET
    locale: str | Unset = UNSET
    media: EmulationMedia | Unset = UNSET
    mobile: bool | Unset = UNSET
    reduced_motion: EmulationReducedMotion | Unset = UNSET
    screen: FlowViewport | Unset = UNSET
    timezone: str | Unset = UNSET
    touch: bool | Unset = UNSET
    user_agent: str | Unset = UNSET
    viewport: FlowViewport | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
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

        locale = self.locale

        media: str | Unset = UNSET
        if not isinstance(self.media, Unset):
            media = self.media

        mobile = self.mobile

        reduced_motion: str | Unset = UNSET
        if not isinstance(self.reduced_motion, Unset):
            reduced_motion = self.reduced_motion

        screen: dict[str, Any] | Unset = UNSET
        if not isinstance(self.screen, Unset):
            screen = self.screen.to_dict()

        timezone = self.timezone

        touch = self.touch

        user_agent = self.user_agent

        viewport: dict[str, Any] | Unset = UNSET
        if not isinstance(self.viewport, Unset):
            viewport = self.viewport.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
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
        if locale is not UNSET:
            field_dict["locale"] = locale
        if media is not UNSET:
            field_dict["media"] = media
        if mobile is not UNSET:
            field_dict["mobile"] = mobile
        if reduced_motion is not UNSET:
            field_dict["reduced_motion"] = reduced_motion
        if screen is not UNSET:
            field_dict["screen"] = screen
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
        from ..models.flow_viewport import FlowViewport  # noqa: PLC0415
        from ..models.geolocation import Geolocation  # noqa: PLC0415

        d = dict(src_dict)
        clock = d.pop("clock", UNSET)

        _color_scheme = d.pop("color_scheme", UNSET)
        color_scheme: EmulationColorScheme | Unset
        if isinstance(_color_scheme, Unset):
            color_scheme = UNSET
        else:
            color_scheme = check_emulation_color_scheme(_color_scheme)

        _contrast = d.pop("contrast", UNSET)
        contrast: EmulationContrast | Unset
        if isinstance(_contrast, Unset):
            contrast = UNSET
        else:
            contrast = check_emulation_contrast(_contrast)

        cpu_throttle = d.pop("cpu_throttle", UNSET)

        _device = d.pop("device", UNSET)
        device: EmulationDevice | Unset
        if isinstance(_device, Unset):
            device = UNSET
        else:
            device = check_emulation_device(_device)

        device_scale_factor = d.pop("device_scale_factor", UNSET)

        _forced_colors = d.pop("forced_colors", UNSET)
        forced_colors: EmulationForcedColors | Unset
        if isinstance(_forced_colors, Unset):
            forced_colors = UNSET
        else:
            forced_colors = check_emulation_forced_colors(_forced_colors)

        _geolocation = d.pop("geolocation", UNSET)
        geolocation: Geolocation | Unset
        if isinstance(_geolocation, Unset):
            geolocation = UNSET
        else:
            geolocation = Geolocation.from_dict(_geolocation)

        locale = d.pop("locale", UNSET)

        _media = d.pop("media", UNSET)
        media: EmulationMedia | Unset
        if isinstance(_media, Unset):
            media = UNSET
        else:
            media = check_emulation_media(_media)

        mobile = d.pop("mobile", UNSET)

        _reduced_motion = d.pop("reduced_motion", UNSET)
        reduced_motion: EmulationReducedMotion | Unset
        if isinstance(_reduced_motion, Unset):
            reduced_motion = UNSET
        else:
            reduced_motion = check_emulation_reduced_motion(_reduced_motion)

        _screen = d.pop("screen", UNSET)
        screen: FlowViewport | Unset
        if isinstance(_screen, Unset):
            screen = UNSET
        else:
            screen = FlowViewport.from_dict(_screen)

        timezone = d.pop("timezone", UNSET)

        touch = d.pop("touch", UNSET)

        user_agent = d.pop("user_agent", UNSET)

        _viewport = d.pop("viewport", UNSET)
        viewport: FlowViewport | Unset
        if isinstance(_viewport, Unset):
            viewport = UNSET
        else:
            viewport = FlowViewport.from_dict(_viewport)

        emulation = cls(
            clock=clock,
            color_scheme=color_scheme,
            contrast=contrast,
            cpu_throttle=cpu_throttle,
            device=device,
            device_scale_factor=device_scale_factor,
            forced_colors=forced_colors,
            geolocation=geolocation,
            locale=locale,
            media=media,
            mobile=mobile,
            reduced_motion=reduced_motion,
            screen=screen,
            timezone=timezone,
            touch=touch,
            user_agent=user_agent,
            viewport=viewport,
        )

        emulation.additional_properties = d
        return emulation

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
