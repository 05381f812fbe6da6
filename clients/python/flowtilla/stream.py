"""Live events that resume."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import AsyncIterator, Callable
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus
from websockets.typing import Subprotocol

Event = dict[str, Any]
Place = int | str

# Close codes after which another attempt would end the same way.
_FINAL = {4401: 401, 4403: 403, 4404: 404}


class StreamError(Exception):
    """The stream cannot be followed at all: no such topic, a key that does not reach it, a key that was revoked."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status


async def follow(
    server: str,
    topic: str,
    *,
    after: Place | None = None,
    key: str | None = None,
    on_place: Callable[[Place], None] | None = None,
    backoff: float = 0.25,
    most_backoff: float = 10.0,
    silent: float = 45.0,
) -> AsyncIterator[Event]:
    """Every event of a topic once and in order, over reconnects and servers that come and go.

    ``topic`` is ``run:{id}``, or ``all`` for everything in the project. ``after`` is the place to go on from: an event's
    ``seq``, on ``all`` its ``position``; without it the first event is the first (on ``all``: the next). ``on_place`` is told
    each place before its event is given, to be stored. An event of the type ``reset`` says that some before it can't be had
    any more: read the state again, then go on. Never ends by itself, except with a :class:`StreamError`.
    """
    place: Place | None = after if after is not None or topic == "all" else 0
    wait = backoff
    url = "ws" + server.removeprefix("http").rstrip("/") + "/ws"
    protocols = [Subprotocol("flowtilla"), Subprotocol(f"flowtilla.key.{key}")] if key else None
    while True:
        try:
            async with connect(url, subprotocols=protocols, max_size=None, ping_interval=silent / 2) as socket:
                async for event in _heard(socket, topic, place):
                    seq: int = event["seq"]
                    position: str | None = event.get("position")
                    if event["type"] != "reset":
                        if position is not None and position == place:
                            continue  # known already
                        if position is None and isinstance(place, int):
                            if seq <= place:
                                continue
                            if seq > place + 1:
                                break  # a hole: ask again from the last one
                    place = seq if position is None else position
                    wait = backoff
                    if on_place is not None:
                        on_place(place)
                    yield event
        except InvalidStatus as refused:
            status = refused.response.status_code
            if status < 500 and status != 429:
                raise StreamError(status, f"the server refused the socket with {status}") from refused
        except (ConnectionClosed, InvalidHandshake, OSError, TimeoutError):
            pass  # once more
        await asyncio.sleep(wait * random.uniform(0.5, 1.0))
        wait = min(wait * 2, most_backoff)


async def _heard(socket: ClientConnection, topic: str, after: Place | None) -> AsyncIterator[Event]:
    """The events of one connection."""
    subscribe: dict[str, Any] = {"type": "subscribe", "topic": topic}
    if after is not None:
        subscribe["after"] = after
    await socket.send(json.dumps(subscribe))
    try:
        async for text in socket:
            said = json.loads(text)
            if said["type"] == "error" and "status" in said:
                if said["status"] < 500:
                    raise StreamError(said["status"], said["detail"])
                return
            if "seq" in said:
                yield said
    except ConnectionClosed:
        pass
    code = socket.close_code
    if code in _FINAL:
        raise StreamError(_FINAL[code], socket.close_reason or f"closed with {code}")
