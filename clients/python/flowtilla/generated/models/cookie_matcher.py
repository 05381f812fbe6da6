from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.cookie_matcher_same_site import (
    CookieMatcherSameSite,
    check_cookie_matcher_same_site,
)
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.matcher import Matcher


T = TypeVar("T", bound="CookieMatcher")


@_attrs_define
class CookieMatcher:
    """A cookie that is there, and what it is like.

    Attributes:
        name (str): Its name.
        domain (str | Unset): Its domain.
        http_only (bool | Unset): Whether scripts cannot see it.
        path (str | Unset): Its path.
        same_site (CookieMatcherSameSite | Unset): Whether it goes with requests of other sites.
        secure (bool | Unset): Whether it goes only over https.
        session (bool | Unset): Whether it ends with the browser.
        value (Matcher | str | Unset): How a text is compared: a plain string, or `equals`, `contains`, `matches`.
    """

    name: str
    domain: str | Unset = UNSET
    http_only: bool | Unset = UNSET
    path: str | Unset = UNSET
    same_site: CookieMatcherSameSite | Unset = UNSET
    secure: bool | Unset = UNSET
    session: bool | Unset = UNSET
    value: Matcher | str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.matcher import Matcher  # noqa: PLC0415

        name = self.name

        domain = self.domain

        http_only = self.http_only

        path = self.path

        same_site: str | Unset = UNSET
        if not isinstance(self.same_site, Unset):
            same_site = self.same_site

        secure = self.secure

        session = self.session

        value: dict[str, Any] | str | Unset
        if isinstance(self.value, Unset):
            value = UNSET
        elif isinstance(self.value, Matcher):
            value = self.value.to_dict()
        else:
            value = self.value

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "name": name,
            }
        )
        if domain is not UNSET:
            field_dict["domain"] = domain
        if http_only is not UNSET:
            field_dict["http_only"] = http_only
        if path is not UNSET:
            field_dict["path"] = path
        if same_site is not UNSET:
            field_dict["same_site"] = same_site
        if secure is not UNSET:
            field_dict["secure"] = secure
        if session is not UNSET:
            field_dict["session"] = session
        if value is not UNSET:
            field_dict["value"] = value

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.matcher import Matcher  # noqa: PLC0415

        d = dict(src_dict)
        name = d.pop("name")

        domain = d.pop("domain", UNSET)

        http_only = d.pop("http_only", UNSET)

        path = d.pop("path", UNSET)

        _same_site = d.pop("same_site", UNSET)
        same_site: CookieMatcherSameSite | Unset
        if isinstance(_same_site, Unset):
            same_site = UNSET
        else:
            same_site = check_cookie_matcher_same_site(_same_site)

        secure = d.pop("secure", UNSET)

        session = d.pop("session", UNSET)

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

        cookie_matcher = cls(
            name=name,
            domain=domain,
            http_only=http_only,
            path=path,
            same_site=same_site,
            secure=secure,
            session=session,
            value=value,
        )

        cookie_matcher.additional_properties = d
        return cookie_matcher

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
