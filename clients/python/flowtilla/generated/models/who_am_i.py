from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.api_key import ApiKey
    from ..models.project import Project


T = TypeVar("T", bound="WhoAmI")


@_attrs_define
class WhoAmI:
    """Who the server thinks is calling.

    Attributes:
        api_key (ApiKey | None):
        name (str): The key's name; `local` where no keys are needed.
        operator (bool): An `admin` of the project `default`, who sees every project.
        project (Project): Who owns flows, runs, keys and everything else.
        scopes (list[str]):
    """

    api_key: ApiKey | None
    name: str
    operator: bool
    project: Project
    scopes: list[str]
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.api_key import ApiKey  # noqa: PLC0415

        api_key: dict[str, Any] | None
        if isinstance(self.api_key, ApiKey):
            api_key = self.api_key.to_dict()
        else:
            api_key = self.api_key

        name = self.name

        operator = self.operator

        project = self.project.to_dict()

        scopes = self.scopes

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "api_key": api_key,
                "name": name,
                "operator": operator,
                "project": project,
                "scopes": scopes,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.api_key import ApiKey  # noqa: PLC0415
        from ..models.project import Project  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_api_key(data: object) -> ApiKey | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                api_key_type_0 = ApiKey.from_dict(data)

                return api_key_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(ApiKey | None, data)

        api_key = _parse_api_key(d.pop("api_key"))

        name = d.pop("name")

        operator = d.pop("operator")

        project = Project.from_dict(d.pop("project"))

        scopes = cast(list[str], d.pop("scopes"))

        who_am_i = cls(
            api_key=api_key,
            name=name,
            operator=operator,
            project=project,
            scopes=scopes,
        )

        who_am_i.additional_properties = d
        return who_am_i

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
