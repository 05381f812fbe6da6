from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="Links")


@_attrs_define
class Links:
    """Where to read on.

    Attributes:
        asyncapi (str):
        console (str):
        demo (None | str): The demo shop of `flowtilla dev --demo`.
        docs (str):
        health (str):
        openapi (str):
        redoc (str):
        websocket (str):
    """

    asyncapi: str
    console: str
    demo: None | str
    docs: str
    health: str
    openapi: str
    redoc: str
    websocket: str
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        asyncapi = self.asyncapi

        console = self.console

        demo: None | str
        demo = self.demo

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
                "console": console,
                "demo": demo,
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

        console = d.pop("console")

        def _parse_demo(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        demo = _parse_demo(d.pop("demo"))

        docs = d.pop("docs")

        health = d.pop("health")

        openapi = d.pop("openapi")

        redoc = d.pop("redoc")

        websocket = d.pop("websocket")

        links = cls(
            asyncapi=asyncapi,
            console=console,
            demo=demo,
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
