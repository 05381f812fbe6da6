"""Requests, streams and sockets through the nginx example, with TLS, to a server that runs; started by ops/check-deploy.

Usage: check-nginx.py NGINX DIRECTORY SERVER     DIRECTORY has flowtilla.pem and flowtilla.key for flows.example.test
"""

import asyncio
import os
import re
import signal
import socket
import ssl
import subprocess
import sys
import time
from pathlib import Path

import httpx

sys.path.insert(0, "clients/python")
from flowtilla import follow  # noqa: E402

HOST = "flows.example.test"
PATIENCE = 60
nginx, directory, server = sys.argv[1], Path(sys.argv[2]), sys.argv[3].rstrip("/")


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


plain, tls, nobody = free_port(), free_port(), free_port()
real = socket.getaddrinfo


def resolve(host, *rest, **more):
    """The example's name is this machine's."""
    return real("127.0.0.1" if host in (HOST, HOST.encode()) else host, *rest, **more)


socket.getaddrinfo = resolve


def configure() -> Path:
    """The example with ports and places of this test; nobody listens on the first of its two API processes."""
    example = Path("ops/nginx/flowtilla.conf").read_text()
    changes = {
        "server 127.0.0.1:8000 ": f"server 127.0.0.1:{nobody} ",
        "# server 127.0.0.1:8002 ": f"server {server.removeprefix('http://')} ",
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "listen 443 ": f"listen 127.0.0.1:{tls} ",
        "/etc/nginx/tls": str(directory),
        "/var/log/nginx": str(directory),
    }
    for old, new in changes.items():
        assert old in example, f"the example does not have {old!r}"
        example = example.replace(old, new)
    (directory / "flowtilla.conf").write_text(example)
    temporary = "\n".join(f"  {kind}_temp_path {directory}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    user = "user root;" if os.geteuid() == 0 else ""
    main = directory / "nginx.conf"
    main.write_text(
        f"{user} daemon off; pid {directory}/pid; error_log {directory}/error.log;\nevents {{}}\n"
        f"http {{ access_log off;\n{temporary}\n  include {directory}/flowtilla.conf;\n}}\n"
    )
    return main


class Nginx:
    """The proxy as a process of its own group."""

    def __init__(self, configuration: Path) -> None:
        self.words = [nginx, "-c", str(configuration), "-p", str(directory)]
        subprocess.run([*self.words, "-t", "-q"], check=True)

    def start(self) -> None:
        self.process = subprocess.Popen(self.words, start_new_session=True)
        begun = time.monotonic()
        while True:
            try:
                socket.create_connection(("127.0.0.1", tls), 1).close()
                return
            except OSError:
                log = directory / "error.log"
                assert self.process.poll() is None, log.read_text() if log.exists() else "nginx ended"
                assert time.monotonic() - begun < PATIENCE, "nginx does not listen"
                time.sleep(0.05)

    def kill(self) -> None:
        """Master and workers at once, without goodbye."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def rest(client: httpx.Client) -> None:
    base = f"https://{HOST}:{tls}"
    moved = httpx.get(f"http://{HOST}:{plain}/api/v1/flows?x=1")
    assert moved.status_code == 308 and moved.headers["location"] == f"https://{HOST}/api/v1/flows?x=1", moved.headers
    health = client.get(f"{base}/health")
    assert health.status_code == 200 and health.http_version == "HTTP/2", health
    assert health.headers["strict-transport-security"] == "max-age=31536000"
    # one of the two upstreams is not there: what was not sent goes to the other
    assert all(client.get(f"{base}/livez").status_code == 200 for _ in range(10))
    assert httpx.get(f"{server}/metrics").status_code == 200
    assert client.get(f"{base}/metrics").status_code == 404
    # a large body comes through, or is refused by the API in its own words
    large = client.post(f"{base}/api/v1/flows/validate", json={"document": {"name": "x" * 3_000_000}})
    assert "json" in large.headers["content-type"], large.headers
    client.get(f"{base}/livez?key=a-word-of-nobody")
    log = (directory / "flowtilla.log").read_text()
    assert re.search(r'"GET /livez" 200 ', log) and "a-word-of-nobody" not in log, log
    print("nginx: HTTP/2 over TLS, redirect, a missing API process, large bodies; no query in the log")


def stream(client: httpx.Client) -> None:
    """Ticks arrive one by one: all hundred of them would take 500 s."""
    with client.stream("GET", f"https://{HOST}:{tls}/api/v1/stream/simple?count=100&interval_ms=5000", timeout=PATIENCE) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream"), answer.headers
        ticks = (line for line in answer.iter_lines() if line.startswith("data:"))
        next(ticks)
    print("nginx: server-sent events arrive one by one")


async def sockets(proxy: Nginx) -> None:
    """A run followed to its end, while the proxy dies twice."""
    base = f"https://{HOST}:{tls}"
    flow = {"name": "Slowly", "steps": [{"type": "sleep", "ms": 400}, {"type": "set", "var": "x", "value": 1}] * 15}
    async with httpx.AsyncClient(http2=True, verify=trusted, timeout=PATIENCE) as client:
        accepted = (await client.post(f"{base}/api/v1/execute-flows", json={"flows": [flow]})).raise_for_status().json()
        run = accepted["test_run_id"]
        heard, deaths = [], [5, 15]
        async for event in follow(base, f"run:{run}", backoff=0.05):
            heard.append(event)
            if deaths and len(heard) == deaths[0]:
                deaths.pop(0)
                proxy.kill()
                await asyncio.sleep(0.5)  # the run goes on meanwhile
                proxy.start()
            if event["type"] == "run.finished":
                break
        assert not deaths, f"only {len(heard)} events"
        # over connections of the new proxy
        async with httpx.AsyncClient(http2=True, verify=trusted, timeout=PATIENCE) as client:
            stored = (await client.get(f"{base}/api/v1/test-runs/{run}/events?limit=1000")).raise_for_status().json()["items"]
    assert [event["seq"] for event in heard] == list(range(1, len(stored) + 1)), [event["seq"] for event in heard]
    assert [event["type"] for event in heard] == [event["type"] for event in stored]
    print(f"nginx: {len(heard)} events of a run over a socket, every one once, through a proxy that died twice")


os.environ["SSL_CERT_FILE"] = str(directory / "flowtilla.pem")
trusted = ssl.create_default_context(cafile=str(directory / "flowtilla.pem"))
proxy = Nginx(configure())
proxy.start()
try:
    with httpx.Client(http2=True, verify=trusted, timeout=PATIENCE) as client:
        rest(client)
        stream(client)
    asyncio.run(asyncio.wait_for(sockets(proxy), 4 * PATIENCE))
finally:
    proxy.kill()
