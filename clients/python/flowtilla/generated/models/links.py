from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="Links")


@_attrs_define
class Links:
    """Where to read on.

    Attributes:
        asyncapi (str):
        docs (str):
        health (str):
        openapi (str):
        redoc (str):
        websocket (str):
    """

    asyncapi: str
    docs: str
    health: str
    openapi: str
    redoc: str
    websocket: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        asyncapi = self.asyncapi

        docs = self.docs

        health = self.health

        openapi = self.openapi

        redoc = self.redoc

        websocket = self.websocket

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "asyncapi": asyncapi,
                "docs": docs,
                "health": health,
                "openapi": openapi,
                "redoc": redoc,
                "websocket": websocket,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        asyncapi = d.pop("asyncapi")

        docs = d.pop("docs")

        health = d.pop("health")

        openapi = d.pop("openapi")

        redoc = d.pop("redoc")

        websocket = d.pop("websocket")

        links = cls(
            asyncapi=asyncapi,
            docs=docs,
            health=health,
            openapi=openapi,
            redoc=redoc,
            websocket=websocket,
        )

        links.additional_properties = d
        return links

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
