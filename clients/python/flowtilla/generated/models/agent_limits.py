from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="AgentLimits")


@_attrs_define
class AgentLimits:
    """What a session may use up.

    Attributes:
        approval_seconds (int | Unset): How long a person is waited for in seconds; 3600 when absent.
        idle_seconds (int | Unset): After this many seconds without anything the desktop is closed, and its files are
            kept; 900 when absent.
        max_seconds (int | Unset): Longest work on one message in seconds, waiting for people not counted; 3600 when
            absent.
        max_tokens (int | Unset): Tokens of the whole session, in and out.
        max_turns (int | Unset): Answers of the model to one message; 100 when absent.
        max_usd (float | Unset): Dollars of the whole session; never more than the server's own cap.
    """

    approval_seconds: int | Unset = UNSET
    idle_seconds: int | Unset = UNSET
    max_seconds: int | Unset = UNSET
    max_tokens: int | Unset = UNSET
    max_turns: int | Unset = UNSET
    max_usd: float | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        approval_seconds = self.approval_seconds

        idle_seconds = self.idle_seconds

        max_seconds = self.max_seconds

        max_tokens = self.max_tokens

        max_turns = self.max_turns

        max_usd = self.max_usd

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if approval_seconds is not UNSET:
            field_dict["approval_seconds"] = approval_seconds
        if idle_seconds is not UNSET:
            field_dict["idle_seconds"] = idle_seconds
        if max_seconds is not UNSET:
            field_dict["max_seconds"] = max_seconds
        if max_tokens is not UNSET:
            field_dict["max_tokens"] = max_tokens
        if max_turns is not UNSET:
            field_dict["max_turns"] = max_turns
        if max_usd is not UNSET:
            field_dict["max_usd"] = max_usd

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        approval_seconds = d.pop("approval_seconds", UNSET)

        idle_seconds = d.pop("idle_seconds", UNSET)

        max_seconds = d.pop("max_seconds", UNSET)

        max_tokens = d.pop("max_tokens", UNSET)

        max_turns = d.pop("max_turns", UNSET)

        max_usd = d.pop("max_usd", UNSET)

        agent_limits = cls(
            approval_seconds=approval_seconds,
            idle_seconds=idle_seconds,
            max_seconds=max_seconds,
            max_tokens=max_tokens,
            max_turns=max_turns,
            max_usd=max_usd,
        )

        return agent_limits
