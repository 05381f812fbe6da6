from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.token_price import TokenPrice


T = TypeVar("T", bound="LanguageModel")


@_attrs_define
class LanguageModel:
    """A model of the catalogue.

    Attributes:
        aliases (list[str]):
        api (str): `anthropic_messages`, `openai_responses` or `chat_completions`.
        available (bool): Its endpoint has an address and a key, as far as this server knows.
        computer (list[str]): The provider's own computer tools that it knows, the best first.
        context_tokens (int): Tokens it can read; 0: not known.
        endpoint (str):
        id (str):
        images (bool): It sees pictures.
        lifecycle (str): `active`, `deprecated` or `retired`.
        max_output_tokens (int):
        price (None | TokenPrice): Absent: not known, and then it is not called while a cap is set.
    """

    aliases: list[str]
    api: str
    available: bool
    computer: list[str]
    context_tokens: int
    endpoint: str
    id: str
    images: bool
    lifecycle: str
    max_output_tokens: int
    price: None | TokenPrice
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.token_price import TokenPrice  # noqa: PLC0415

        aliases = self.aliases

        api = self.api

        available = self.available

        computer = self.computer

        context_tokens = self.context_tokens

        endpoint = self.endpoint

        id = self.id

        images = self.images

        lifecycle = self.lifecycle

        max_output_tokens = self.max_output_tokens

        price: dict[str, Any] | None
        if isinstance(self.price, TokenPrice):
            price = self.price.to_dict()
        else:
            price = self.price

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "aliases": aliases,
                "api": api,
                "available": available,
                "computer": computer,
                "context_tokens": context_tokens,
                "endpoint": endpoint,
                "id": id,
                "images": images,
                "lifecycle": lifecycle,
                "max_output_tokens": max_output_tokens,
                "price": price,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.token_price import TokenPrice  # noqa: PLC0415

        d = dict(src_dict)
        aliases = cast(list[str], d.pop("aliases"))

        api = d.pop("api")

        available = d.pop("available")

        computer = cast(list[str], d.pop("computer"))

        context_tokens = d.pop("context_tokens")

        endpoint = d.pop("endpoint")

        id = d.pop("id")

        images = d.pop("images")

        lifecycle = d.pop("lifecycle")

        max_output_tokens = d.pop("max_output_tokens")

        def _parse_price(data: object) -> None | TokenPrice:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                price_type_0 = TokenPrice.from_dict(data)

                return price_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | TokenPrice, data)

        price = _parse_price(d.pop("price"))

        language_model = cls(
            aliases=aliases,
            api=api,
            available=available,
            computer=computer,
            context_tokens=context_tokens,
            endpoint=endpoint,
            id=id,
            images=images,
            lifecycle=lifecycle,
            max_output_tokens=max_output_tokens,
            price=price,
        )

        language_model.additional_properties = d
        return language_model

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
