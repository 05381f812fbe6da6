from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

T = TypeVar("T", bound="WebsocketStats")


@_attrs_define
class WebsocketStats:
    """Figures about sockets and event streams of this server process.

    Attributes:
        accepted (int): Sockets and streams since the start.
        catch_up_reads (int): Reads of rows by subscribers that were behind.
        closed_too_slow (int): Sockets closed because their client was too slow.
        gaps (int): Times that hints may have been lost and rows were read instead.
        hints (int): Hints heard from other processes.
        messages_sent (int):
        open_sockets (int):
        open_streams (int): Open streams of server-sent events.
        timestamp (datetime.datetime):
        topics (int): Topics that somebody follows.
        uptime_seconds (int):
    """

    accepted: int
    catch_up_reads: int
    closed_too_slow: int
    gaps: int
    hints: int
    messages_sent: int
    open_sockets: int
    open_streams: int
    timestamp: datetime.datetime
    topics: int
    uptime_seconds: int
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        accepted = self.accepted

        catch_up_reads = self.catch_up_reads

        closed_too_slow = self.closed_too_slow

        gaps = self.gaps

        hints = self.hints

        messages_sent = self.messages_sent

        open_sockets = self.open_sockets

        open_streams = self.open_streams

        timestamp = self.timestamp.isoformat()

        topics = self.topics

        uptime_seconds = self.uptime_seconds

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "accepted": accepted,
                "catch_up_reads": catch_up_reads,
                "closed_too_slow": closed_too_slow,
                "gaps": gaps,
                "hints": hints,
                "messages_sent": messages_sent,
                "open_sockets": open_sockets,
                "open_streams": open_streams,
                "timestamp": timestamp,
                "topics": topics,
                "uptime_seconds": uptime_seconds,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        accepted = d.pop("accepted")

        catch_up_reads = d.pop("catch_up_reads")

        closed_too_slow = d.pop("closed_too_slow")

        gaps = d.pop("gaps")

        hints = d.pop("hints")

        messages_sent = d.pop("messages_sent")

        open_sockets = d.pop("open_sockets")

        open_streams = d.pop("open_streams")

        timestamp = datetime.datetime.fromisoformat(d.pop("timestamp"))

        topics = d.pop("topics")

        uptime_seconds = d.pop("uptime_seconds")

        websocket_stats = cls(
            accepted=accepted,
            catch_up_reads=catch_up_reads,
            closed_too_slow=closed_too_slow,
            gaps=gaps,
            hints=hints,
            messages_sent=messages_sent,
            open_sockets=open_sockets,
            open_streams=open_streams,
            timestamp=timestamp,
            topics=topics,
            uptime_seconds=uptime_seconds,
        )

        websocket_stats.additional_properties = d
        return websocket_stats

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
