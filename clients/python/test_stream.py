"""The stream helper against a server that cuts, doubles, leaves out and resets. Plain python, no framework."""

import asyncio
import json
from typing import Any

from flowtilla import StreamError, follow
from websockets.asyncio.server import ServerConnection, serve


def event(seq: int, type: str = "step.started") -> str:
    return json.dumps({"seq": seq, "at": "2026-11-20T10:00:00.000Z", "topic": "run:1", "type": type, "data": {}})


class Server:
    """Plays one script after another, one for each connection: texts to send, then a close code or None to stay open."""

    def __init__(self, *scripts: tuple[list[str], int | None]) -> None:
        self.scripts, self.asked = scripts, list[Any]()

    async def __call__(self, socket: ServerConnection) -> None:
        said = json.loads(await socket.recv())
        texts, code = self.scripts[min(len(self.asked), len(self.scripts) - 1)]
        self.asked.append(said.get("after"))
        await socket.send(json.dumps({"type": "subscribed", "topic": said["topic"], "head": 9}))
        for text in texts:
            await socket.send(text)
        if code is None:
            await socket.wait_closed()
        else:
            await socket.close(code, "There is no such topic." if code == 4404 else "")


async def resumes() -> None:
    script = Server(
        ([event(1), event(2), event(2), event(1)], 1001),
        ([event(3), event(5)], None),  # 4 is missing
        ([event(4), event(5)], 4008),
        ([event(3, "reset"), event(4), event(5, "run.finished")], None),
    )
    heard, places = [], list[Any]()
    async with serve(script, "127.0.0.1", 0) as server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        async for told in follow(url, "run:1", backoff=0.001, on_place=places.append):
            heard.append((told["seq"], told["type"]))
            if told["type"] == "run.finished":
                break
    assert [seq for seq, _ in heard] == places == [1, 2, 3, 4, 5, 3, 4, 5], heard
    assert heard[5] == (3, "reset"), heard
    assert script.asked == [0, 2, 3, 5], script.asked


async def gives_up() -> None:
    async with serve(Server(([], 4404)), "127.0.0.1", 0) as server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        try:
            async for _ in follow(url, "run:1", backoff=0.001):
                raise AssertionError("an event of nothing")
        except StreamError as error:
            assert error.status == 404 and "no such topic" in str(error), error
        else:
            raise AssertionError("it went on")


for test in (resumes, gives_up):
    asyncio.run(asyncio.wait_for(test(), 60))
print("stream: resumes, drops doubles, sees holes and resets, gives up when told")
