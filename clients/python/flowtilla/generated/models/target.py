from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.target_checked_type_1 import (
    TargetCheckedType1,
    check_target_checked_type_1,
)
from ..models.target_pressed_type_1 import (
    TargetPressedType1,
    check_target_pressed_type_1,
)
from ..models.target_shadow import TargetShadow, check_target_shadow
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.frame_matcher import FrameMatcher
    from ..models.matcher import Matcher
    from ..models.viewport_point import ViewportPoint


T = TypeVar("T", bound="Target")


@_attrs_define
class Target:
    """One element of the page: exactly one strategy (`role`, `text`, `label`, `placeholder`, `alt`, `title`, `testid`,
    `component`, `value`, `id`, `name_attr`, `link_text`, `partial_link_text`, `css`, `xpath`, `xy` or `any_of`),
    narrowed by the rest. More than one match is an error.

        Attributes:
            above (Target | Unset): One element of the page: exactly one strategy (`role`, `text`, `label`, `placeholder`,
                `alt`, `title`, `testid`, `component`, `value`, `id`, `name_attr`, `link_text`, `partial_link_text`, `css`,
                `xpath`, `xy` or `any_of`), narrowed by the rest. More than one match is an error.
            alt (Matcher | str | Unset): How a text is compared: a plain string, or `equals`, `contains`, `matches`.
            and_ (Target | Unset): One element of the page: exactly one strategy (`role`, `text`, `label`, `placeholder`,
                `alt`, `title`, `testid`, `component`, `value`, `id`, `name_attr`, `link_text`, `partial_link_text`, `css`,
                `xpath`, `xy` or `any_of`), narrowed by the rest. More than one match is an error.
            any_of (list[Target] | Unset): Targets, the best first: the first that means exactly one element. An action
                takes a later one only after 500 ms without the first.
            below (Target | Unset): One element of the page: exactly one strategy (`role`, `text`, `label`, `placeholder`,
                `alt`, `title`, `testid`, `component`, `value`, `id`, `name_attr`, `link_text`, `partial_link_text`, `css`,
                `xpath`, `xy` or `any_of`), narrowed by the rest. More than one match is an error.
            checked (bool | TargetCheckedType1 | Unset): Checked state, beside `role`.
            component (Matcher | str | Unset): How a text is compared: a plain string, or `equals`, `contains`, `matches`.
            css (str | Unset): CSS selector; goes through open shadow roots, and knows `:has-text()`, `:text()`, `:text-
                is()`, `:text-matches()`, `:visible`, `:nth-match()`, `:near()`, `:above()`, `:below()`, `:left-of()`, `:right-
                of()`.
            disabled (bool | Unset): Disabled state, beside `role`.
            enabled_only (bool | Unset): Only elements that are not disabled.
            exact (bool | Unset): Compare plain text wholly and by case, instead of a part without case. Default: False.
            expanded (bool | Unset): Expanded state, beside `role`.
            first (bool | Unset): The first of several matches: the same as `nth: 0`.
            frame (FrameMatcher | list[FrameMatcher | Target] | Target | Unset): The frame to look in, or the frames from
                the outermost on: by `name`, by `url`, or as a target.
            has (Target | Unset): One element of the page: exactly one strategy (`role`, `text`, `label`, `placeholder`,
                `alt`, `title`, `testid`, `component`, `value`, `id`, `name_attr`, `link_text`, `partial_link_text`, `css`,
                `xpath`, `xy` or `any_of`), narrowed by the rest. More than one match is an error.
            has_not (Target | Unset): One element of the page: exactly one strategy (`role`, `text`, `label`, `placeholder`,
                `alt`, `title`, `testid`, `component`, `value`, `id`, `name_attr`, `link_text`, `partial_link_text`, `css`,
                `xpath`, `xy` or `any_of`), narrowed by the rest. More than one match is an error.
            has_not_text (Matcher | str | Unset): How a text is compared: a plain string, or `equals`, `contains`,
                `matches`.
            has_text (Matcher | str | Unset): How a text is compared: a plain string, or `equals`, `contains`, `matches`.
            id (str | Unset): The element with this `id`.
            include_hidden (bool | Unset): Also elements hidden from assistive technology, beside `role`. Default: False.
            label (Matcher | str | Unset): How a text is compared: a plain string, or `equals`, `contains`, `matches`.
            last (bool | Unset): The last of several matches: the same as `nth: -1`.
            left_of (Target | Unset): One element of the page: exactly one strategy (`role`, `text`, `label`, `placeholder`,
                `alt`, `title`, `testid`, `component`, `value`, `id`, `name_attr`, `link_text`, `partial_link_text`, `css`,
                `xpath`, `xy` or `any_of`), narrowed by the rest. More than one match is an error.
            level (int | Unset): Heading level, beside `role`.
            link_text (str | Unset): The `<a>` with this whole text.
            name (Matcher | str | Unset): How a text is compared: a plain string, or `equals`, `contains`, `matches`.
            name_attr (str | Unset): The element with this `name` attribute.
            near (Target | Unset): One element of the page: exactly one strategy (`role`, `text`, `label`, `placeholder`,
                `alt`, `title`, `testid`, `component`, `value`, `id`, `name_attr`, `link_text`, `partial_link_text`, `css`,
                `xpath`, `xy` or `any_of`), narrowed by the rest. More than one match is an error.
            nth (int | Unset): The n-th of several matches, from 0; -1 is the last.
            or_ (Target | Unset): One element of the page: exactly one strategy (`role`, `text`, `label`, `placeholder`,
                `alt`, `title`, `testid`, `component`, `value`, `id`, `name_attr`, `link_text`, `partial_link_text`, `css`,
                `xpath`, `xy` or `any_of`), narrowed by the rest. More than one match is an error.
            partial_link_text (str | Unset): The `<a>` with this part in its text, by case.
            placeholder (Matcher | str | Unset): How a text is compared: a plain string, or `equals`, `contains`, `matches`.
            pressed (bool | TargetPressedType1 | Unset): Pressed state, beside `role`.
            px (float | Unset): How far away at most in CSS pixels, beside `near`, `above`, `below`, `left_of` or
                `right_of`.
            right_of (Target | Unset): One element of the page: exactly one strategy (`role`, `text`, `label`,
                `placeholder`, `alt`, `title`, `testid`, `component`, `value`, `id`, `name_attr`, `link_text`,
                `partial_link_text`, `css`, `xpath`, `xy` or `any_of`), narrowed by the rest. More than one match is an error.
            role (str | Unset): ARIA role, explicit or implied by the element.
            selected (bool | Unset): Selected state, beside `role`.
            shadow (TargetShadow | Unset): `closed`: also inside closed shadow roots, over Chromium's socket. Open ones are
                looked into anyway.
            testid (Matcher | str | Unset): How a text is compared: a plain string, or `equals`, `contains`, `matches`.
            text (Matcher | str | Unset): How a text is compared: a plain string, or `equals`, `contains`, `matches`.
            title (Matcher | str | Unset): How a text is compared: a plain string, or `equals`, `contains`, `matches`.
            value (Matcher | str | Unset): How a text is compared: a plain string, or `equals`, `contains`, `matches`.
            visible (bool | Unset): Only visible elements, or only invisible ones.
            within (Target | Unset): One element of the page: exactly one strategy (`role`, `text`, `label`, `placeholder`,
                `alt`, `title`, `testid`, `component`, `value`, `id`, `name_attr`, `link_text`, `partial_link_text`, `css`,
                `xpath`, `xy` or `any_of`), narrowed by the rest. More than one match is an error.
            xpath (str | Unset): XPath; does not go through shadow roots.
            xy (ViewportPoint | Unset): A point of the viewport in CSS pixels from its top left.
    """

    above: Target | Unset = UNSET
    alt: Matcher | str | Unset = UNSET
    and_: Target | Unset = UNSET
    any_of: list[Target] | Unset = UNSET
    below: Target | Unset = UNSET
    checked: bool | TargetCheckedType1 | Unset = UNSET
    component: Matcher | str | Unset = UNSET
    css: str | Unset = UNSET
    disabled: bool | Unset = UNSET
    enabled_only: bool | Unset = UNSET
    exact: bool | Unset = False
    expanded: bool | Unset = UNSET
    first: bool | Unset = UNSET
    frame: FrameMatcher | list[FrameMatcher | Target] | Target | Unset = UNSET
    has: Target | Unset = UNSET
    has_not: Target | Unset = UNSET
    has_not_text: Matcher | str | Unset = UNSET
    has_text: Matcher | str | Unset = UNSET
    id: str | Unset = UNSET
    include_hidden: bool | Unset = False
    label: Matcher | str | Unset = UNSET
    last: bool | Unset = UNSET
    left_of: Target | Unset = UNSET
    level: int | Unset = UNSET
    link_text: str | Unset = UNSET
    name: Matcher | str | Unset = UNSET
    name_attr: str | Unset = UNSET
    near: Target | Unset = UNSET
    nth: int | Unset = UNSET
    or_: Target | Unset = UNSET
    partial_link_text: str | Unset = UNSET
    placeholder: Matcher | str | Unset = UNSET
    pressed: bool | TargetPressedType1 | Unset = UNSET
    px: float | Unset = UNSET
    right_of: Target | Unset = UNSET
    role: str | Unset = UNSET
    selected: bool | Unset = UNSET
    shadow: TargetShadow | Unset = UNSET
    testid: Matcher | str | Unset = UNSET
    text: Matcher | str | Unset = UNSET
    title: Matcher | str | Unset = UNSET
    value: Matcher | str | Unset = UNSET
    visible: bool | Unset = UNSET
    within: Target | Unset = UNSET
    xpath: str | Unset = UNSET
    xy: ViewportPoint | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.frame_matcher import FrameMatcher  # noqa: PLC0415
        from ..models.matcher import Matcher  # noqa: PLC0415

        above: dict[str, Any] | Unset = UNSET
        if not isinstance(self.above, Unset):
            above = self.above.to_dict()

        alt: dict[str, Any] | str | Unset
        if isinstance(self.alt, Unset):
            alt = UNSET
        elif isinstance(self.alt, Matcher):
            alt = self.alt.to_dict()
        else:
            alt = self.alt

        and_: dict[str, Any] | Unset = UNSET
        if not isinstance(self.and_, Unset):
            and_ = self.and_.to_dict()

        any_of: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.any_of, Unset):
            any_of = []
            for any_of_item_data in self.any_of:
                any_of_item = any_of_item_data.to_dict()
                any_of.append(any_of_item)

        below: dict[str, Any] | Unset = UNSET
        if not isinstance(self.below, Unset):
            below = self.below.to_dict()

        checked: bool | str | Unset
        if isinstance(self.checked, Unset):
            checked = UNSET
        elif isinstance(self.checked, str):
            checked = self.checked
        else:
            checked = self.checked

        component: dict[str, Any] | str | Unset
        if isinstance(self.component, Unset):
            component = UNSET
        elif isinstance(self.component, Matcher):
            component = self.component.to_dict()
        else:
            component = self.component

        css = self.css

        disabled = self.disabled

        enabled_only = self.enabled_only

        exact = self.exact

        expanded = self.expanded

        first = self.first

        frame: dict[str, Any] | list[dict[str, Any]] | Unset
        if isinstance(self.frame, Unset):
            frame = UNSET
        elif isinstance(self.frame, FrameMatcher):
            frame = self.frame.to_dict()
        elif isinstance(self.frame, Target):
            frame = self.frame.to_dict()
        else:
            frame = []
            for frame_type_2_item_data in self.frame:
                frame_type_2_item: dict[str, Any]
                if isinstance(frame_type_2_item_data, FrameMatcher):
                    frame_type_2_item = frame_type_2_item_data.to_dict()
                else:
                    frame_type_2_item = frame_type_2_item_data.to_dict()

                frame.append(frame_type_2_item)

        has: dict[str, Any] | Unset = UNSET
        if not isinstance(self.has, Unset):
            has = self.has.to_dict()

        has_not: dict[str, Any] | Unset = UNSET
        if not isinstance(self.has_not, Unset):
            has_not = self.has_not.to_dict()

        has_not_text: dict[str, Any] | str | Unset
        if isinstance(self.has_not_text, Unset):
            has_not_text = UNSET
        elif isinstance(self.has_not_text, Matcher):
            has_not_text = self.has_not_text.to_dict()
        else:
            has_not_text = self.has_not_text

        has_text: dict[str, Any] | str | Unset
        if isinstance(self.has_text, Unset):
            has_text = UNSET
        elif isinstance(self.has_text, Matcher):
            has_text = self.has_text.to_dict()
        else:
            has_text = self.has_text

        id = self.id

        include_hidden = self.include_hidden

        label: dict[str, Any] | str | Unset
        if isinstance(self.label, Unset):
            label = UNSET
        elif isinstance(self.label, Matcher):
            label = self.label.to_dict()
        else:
            label = self.label

        last = self.last

        left_of: dict[str, Any] | Unset = UNSET
        if not isinstance(self.left_of, Unset):
            left_of = self.left_of.to_dict()

        level = self.level

        link_text = self.link_text

        name: dict[str, Any] | str | Unset
        if isinstance(self.name, Unset):
            name = UNSET
        elif isinstance(self.name, Matcher):
            name = self.name.to_dict()
        else:
            name = self.name

        name_attr = self.name_attr

        near: dict[str, Any] | Unset = UNSET
        if not isinstance(self.near, Unset):
            near = self.near.to_dict()

        nth = self.nth

        or_: dict[str, Any] | Unset = UNSET
        if not isinstance(self.or_, Unset):
            or_ = self.or_.to_dict()

        partial_link_text = self.partial_link_text

        placeholder: dict[str, Any] | str | Unset
        if isinstance(self.placeholder, Unset):
            placeholder = UNSET
        elif isinstance(self.placeholder, Matcher):
            placeholder = self.placeholder.to_dict()
        else:
            placeholder = self.placeholder

        pressed: bool | str | Unset
        if isinstance(self.pressed, Unset):
            pressed = UNSET
        elif isinstance(self.pressed, str):
            pressed = self.pressed
        else:
            pressed = self.pressed

        px = self.px

        right_of: dict[str, Any] | Unset = UNSET
        if not isinstance(self.right_of, Unset):
            right_of = self.right_of.to_dict()

        role = self.role

        selected = self.selected

        shadow: str | Unset = UNSET
        if not isinstance(self.shadow, Unset):
            shadow = self.shadow

        testid: dict[str, Any] | str | Unset
        if isinstance(self.testid, Unset):
            testid = UNSET
        elif isinstance(self.testid, Matcher):
            testid = self.testid.to_dict()
        else:
            testid = self.testid

        text: dict[str, Any] | str | Unset
        if isinstance(self.text, Unset):
            text = UNSET
        elif isinstance(self.text, Matcher):
            text = self.text.to_dict()
        else:
            text = self.text

        title: dict[str, Any] | str | Unset
        if isinstance(self.title, Unset):
            title = UNSET
        elif isinstance(self.title, Matcher):
            title = self.title.to_dict()
        else:
            title = self.title

        value: dict[str, Any] | str | Unset
        if isinstance(self.value, Unset):
            value = UNSET
        elif isinstance(self.value, Matcher):
            value = self.value.to_dict()
        else:
            value = self.value

        visible = self.visible

        within: dict[str, Any] | Unset = UNSET
        if not isinstance(self.within, Unset):
            within = self.within.to_dict()

        xpath = self.xpath

        xy: dict[str, Any] | Unset = UNSET
        if not isinstance(self.xy, Unset):
            xy = self.xy.to_dict()

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if above is not UNSET:
            field_dict["above"] = above
        if alt is not UNSET:
            field_dict["alt"] = alt
        if and_ is not UNSET:
            field_dict["and"] = and_
        if any_of is not UNSET:
            field_dict["any_of"] = any_of
        if below is not UNSET:
            field_dict["below"] = below
        if checked is not UNSET:
            field_dict["checked"] = checked
        if component is not UNSET:
            field_dict["component"] = component
        if css is not UNSET:
            field_dict["css"] = css
        if disabled is not UNSET:
            field_dict["disabled"] = disabled
        if enabled_only is not UNSET:
            field_dict["enabled_only"] = enabled_only
        if exact is not UNSET:
            field_dict["exact"] = exact
        if expanded is not UNSET:
            field_dict["expanded"] = expanded
        if first is not UNSET:
            field_dict["first"] = first
        if frame is not UNSET:
            field_dict["frame"] = frame
        if has is not UNSET:
            field_dict["has"] = has
        if has_not is not UNSET:
            field_dict["has_not"] = has_not
        if has_not_text is not UNSET:
            field_dict["has_not_text"] = has_not_text
        if has_text is not UNSET:
            field_dict["has_text"] = has_text
        if id is not UNSET:
            field_dict["id"] = id
        if include_hidden is not UNSET:
            field_dict["include_hidden"] = include_hidden
        if label is not UNSET:
            field_dict["label"] = label
        if last is not UNSET:
            field_dict["last"] = last
        if left_of is not UNSET:
            field_dict["left_of"] = left_of
        if level is not UNSET:
            field_dict["level"] = level
        if link_text is not UNSET:
            field_dict["link_text"] = link_text
        if name is not UNSET:
            field_dict["name"] = name
        if name_attr is not UNSET:
            field_dict["name_attr"] = name_attr
        if near is not UNSET:
            field_dict["near"] = near
        if nth is not UNSET:
            field_dict["nth"] = nth
        if or_ is not UNSET:
            field_dict["or"] = or_
        if partial_link_text is not UNSET:
            field_dict["partial_link_text"] = partial_link_text
        if placeholder is not UNSET:
            field_dict["placeholder"] = placeholder
        if pressed is not UNSET:
            field_dict["pressed"] = pressed
        if px is not UNSET:
            field_dict["px"] = px
        if right_of is not UNSET:
            field_dict["right_of"] = right_of
        if role is not UNSET:
            field_dict["role"] = role
        if selected is not UNSET:
            field_dict["selected"] = selected
        if shadow is not UNSET:
            field_dict["shadow"] = shadow
        if testid is not UNSET:
            field_dict["testid"] = testid
        if text is not UNSET:
            field_dict["text"] = text
        if title is not UNSET:
            field_dict["title"] = title
        if value is not UNSET:
            field_dict["value"] = value
        if visible is not UNSET:
            field_dict["visible"] = visible
        if within is not UNSET:
            field_dict["within"] = within
        if xpath is not UNSET:
            field_dict["xpath"] = xpath
        if xy is not UNSET:
            field_dict["xy"] = xy

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.frame_matcher import FrameMatcher  # noqa: PLC0415
        from ..models.matcher import Matcher  # noqa: PLC0415
        from ..models.viewport_point import ViewportPoint  # noqa: PLC0415

        d = dict(src_dict)
        _above = d.pop("above", UNSET)
        above: Target | Unset
        if isinstance(_above, Unset):
            above = UNSET
        else:
            above = Target.from_dict(_above)

        def _parse_alt(data: object) -> Matcher | str | Unset:
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

        alt = _parse_alt(d.pop("alt", UNSET))

        _and_ = d.pop("and", UNSET)
        and_: Target | Unset
        if isinstance(_and_, Unset):
            and_ = UNSET
        else:
            and_ = Target.from_dict(_and_)

        _any_of = d.pop("any_of", UNSET)
        any_of: list[Target] | Unset = UNSET
        if _any_of is not UNSET:
            any_of = []
            for any_of_item_data in _any_of:
                any_of_item = Target.from_dict(any_of_item_data)

                any_of.append(any_of_item)

        _below = d.pop("below", UNSET)
        below: Target | Unset
        if isinstance(_below, Unset):
            below = UNSET
        else:
            below = Target.from_dict(_below)

        def _parse_checked(data: object) -> bool | TargetCheckedType1 | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                checked_type_1 = check_target_checked_type_1(data)

                return checked_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(bool | TargetCheckedType1 | Unset, data)

        checked = _parse_checked(d.pop("checked", UNSET))

        def _parse_component(data: object) -> Matcher | str | Unset:
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

        component = _parse_component(d.pop("component", UNSET))

        css = d.pop("css", UNSET)

        disabled = d.pop("disabled", UNSET)

        enabled_only = d.pop("enabled_only", UNSET)

        exact = d.pop("exact", UNSET)

        expanded = d.pop("expanded", UNSET)

        first = d.pop("first", UNSET)

        def _parse_frame(data: object) -> FrameMatcher | list[FrameMatcher | Target] | Target | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                frame_type_0 = FrameMatcher.from_dict(data)

                return frame_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                frame_type_1 = Target.from_dict(data)

                return frame_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            if not isinstance(data, list):
                raise TypeError()
            frame_type_2 = []
            _frame_type_2 = data
            for frame_type_2_item_data in _frame_type_2:

                def _parse_frame_type_2_item(data: object) -> FrameMatcher | Target:
                    try:
                        if not isinstance(data, dict):
                            raise TypeError()
                        frame_type_2_item_type_0 = FrameMatcher.from_dict(data)

                        return frame_type_2_item_type_0
                    except (TypeError, ValueError, AttributeError, KeyError):
                        pass
                    if not isinstance(data, dict):
                        raise TypeError()
                    frame_type_2_item_type_1 = Target.from_dict(data)

                    return frame_type_2_item_type_1

                frame_type_2_item = _parse_frame_type_2_item(frame_type_2_item_data)

                frame_type_2.append(frame_type_2_item)

            return frame_type_2

        frame = _parse_frame(d.pop("frame", UNSET))

        _has = d.pop("has", UNSET)
        has: Target | Unset
        if isinstance(_has, Unset):
            has = UNSET
        else:
            has = Target.from_dict(_has)

        _has_not = d.pop("has_not", UNSET)
        has_not: Target | Unset
        if isinstance(_has_not, Unset):
            has_not = UNSET
        else:
            has_not = Target.from_dict(_has_not)

        def _parse_has_not_text(data: object) -> Matcher | str | Unset:
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

        has_not_text = _parse_has_not_text(d.pop("has_not_text", UNSET))

        def _parse_has_text(data: object) -> Matcher | str | Unset:
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

        has_text = _parse_has_text(d.pop("has_text", UNSET))

        id = d.pop("id", UNSET)

        include_hidden = d.pop("include_hidden", UNSET)

        def _parse_label(data: object) -> Matcher | str | Unset:
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

        label = _parse_label(d.pop("label", UNSET))

        last = d.pop("last", UNSET)

        _left_of = d.pop("left_of", UNSET)
        left_of: Target | Unset
        if isinstance(_left_of, Unset):
            left_of = UNSET
        else:
            left_of = Target.from_dict(_left_of)

        level = d.pop("level", UNSET)

        link_text = d.pop("link_text", UNSET)

        def _parse_name(data: object) -> Matcher | str | Unset:
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

        name = _parse_name(d.pop("name", UNSET))

        name_attr = d.pop("name_attr", UNSET)

        _near = d.pop("near", UNSET)
        near: Target | Unset
        if isinstance(_near, Unset):
            near = UNSET
        else:
            near = Target.from_dict(_near)

        nth = d.pop("nth", UNSET)

        _or_ = d.pop("or", UNSET)
        or_: Target | Unset
        if isinstance(_or_, Unset):
            or_ = UNSET
        else:
            or_ = Target.from_dict(_or_)

        partial_link_text = d.pop("partial_link_text", UNSET)

        def _parse_placeholder(data: object) -> Matcher | str | Unset:
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

        placeholder = _parse_placeholder(d.pop("placeholder", UNSET))

        def _parse_pressed(data: object) -> bool | TargetPressedType1 | Unset:
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                pressed_type_1 = check_target_pressed_type_1(data)

                return pressed_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(bool | TargetPressedType1 | Unset, data)

        pressed = _parse_pressed(d.pop("pressed", UNSET))

        px = d.pop("px", UNSET)

        _right_of = d.pop("right_of", UNSET)
        right_of: Target | Unset
        if isinstance(_right_of, Unset):
            right_of = UNSET
        else:
            right_of = Target.from_dict(_right_of)

        role = d.pop("role", UNSET)

        selected = d.pop("selected", UNSET)

        _shadow = d.pop("shadow", UNSET)
        shadow: TargetShadow | Unset
        if isinstance(_shadow, Unset):
            shadow = UNSET
        else:
            shadow = check_target_shadow(_shadow)

        def _parse_testid(data: object) -> Matcher | str | Unset:
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

        testid = _parse_testid(d.pop("testid", UNSET))

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

        def _parse_title(data: object) -> Matcher | str | Unset:
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

        title = _parse_title(d.pop("title", UNSET))

        def _parse_value(data: object) -> Matcher | str | Unset:
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

        value = _parse_value(d.pop("value", UNSET))

        visible = d.pop("visible", UNSET)

        _within = d.pop("within", UNSET)
        within: Target | Unset
        if isinstance(_within, Unset):
            within = UNSET
        else:
            within = Target.from_dict(_within)

        xpath = d.pop("xpath", UNSET)

        _xy = d.pop("xy", UNSET)
        xy: ViewportPoint | Unset
        if isinstance(_xy, Unset):
            xy = UNSET
        else:
            xy = ViewportPoint.from_dict(_xy)

        target = cls(
            above=above,
            alt=alt,
            and_=and_,
            any_of=any_of,
            below=below,
            checked=checked,
            component=component,
            css=css,
            disabled=disabled,
            enabled_only=enabled_only,
            exact=exact,
            expanded=expanded,
            first=first,
            frame=frame,
            has=has,
            has_not=has_not,
            has_not_text=has_not_text,
            has_text=has_text,
            id=id,
            include_hidden=include_hidden,
            label=label,
            last=last,
            left_of=left_of,
            level=level,
            link_text=link_text,
            name=name,
            name_attr=name_attr,
            near=near,
            nth=nth,
            or_=or_,
            partial_link_text=partial_link_text,
            placeholder=placeholder,
            pressed=pressed,
            px=px,
            right_of=right_of,
            role=role,
            selected=selected,
            shadow=shadow,
            testid=testid,
            text=text,
            title=title,
            value=value,
            visible=visible,
            within=within,
            xpath=xpath,
            xy=xy,
        )

        target.additional_properties = d
        return target

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
