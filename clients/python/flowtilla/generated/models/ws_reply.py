from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.matcher import Matcher


T = TypeVar("T", bound="WsReply")


@_attrs_define
class WsReply:
    """What a mocked WebSocket answers to a message of the page.

    Attributes:
        to (Matcher | str): How a text is compared: a plain string, or `equals`, `contains`, `matches`.
        close (int | Unset): Closes the socket with this code.
        send (list[Any] | Unset): Messages: texts as they are, anything else as JSON.
    """

    to: Matcher | str
    close: int | Unset = UNSET
    send: list[Any] | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        from ..models.matcher import Matcher  # noqa: PLC0415

        to: dict[str, Any] | str
        if isinstance(self.to, Matcher):
            to = self.to.to_dict()
        else:
            to = self.to

        close = self.close

        send: list[Any] | Unset = UNSET
        if not isinstance(self.send, Unset):
            send = self.send

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "to": to,
            }
        )
        if close is not UNSET:
            field_dict["close"] = close
        if send is not UNSET:
            field_dict["send"] = send

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.matcher import Matcher  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_to(data: object) -> Matcher | str:
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                componentsschemas_text_matcher_type_1 = Matcher.from_dict(data)

                return componentsschemas_text_matcher_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(Matcher | str, data)

        to = _parse_to(d.pop("to"))

        close = d.pop("close", UNSET)

        send = cast(list[Any], d.pop("send", UNSET))

        ws_reply = cls(
            to=to,
            close=close,
            send=send,
        )

        ws_reply.additional_properties = d
        return ws_reply

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
