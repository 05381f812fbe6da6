"""What Flowtilla's API is measured beside: the same reads and the same fan-out with FastAPI, asyncpg and uvicorn (uvloop, httptools)."""

import json
import os
import uuid
from contextlib import asynccontextmanager
from datetime import datetime, timezone
from urllib.parse import parse_qs, unquote, urlsplit

import asyncpg
from fastapi import FastAPI, HTTPException, WebSocket, WebSocketDisconnect
from pydantic import BaseModel

sockets: set[WebSocket] = set()


@asynccontextmanager
async def life(app: FastAPI):
    url = urlsplit(os.environ["DATABASE_URL"])
    host = parse_qs(url.query).get("host", [url.hostname])[0]
    app.state.pool = await asyncpg.create_pool(
        host=unquote(host or ""), port=url.port, user=url.username, password=url.password, database=url.path.strip("/"), max_size=20
    )
    await app.state.pool.execute(
        "CREATE TABLE IF NOT EXISTS peer_events (topic text, seq bigint, at timestamptz, type text, data json, PRIMARY KEY (topic, seq))"
    )
    yield
    await app.state.pool.close()


app = FastAPI(lifespan=life)


class Execution(BaseModel):
    id: uuid.UUID
    flow_name: str
    status: str
    reason: str | None
    attempt: int
    duration_ms: int | None
    worker: str | None
    steps: list[dict]
    artifacts: list[dict]


class Run(BaseModel):
    id: uuid.UUID
    status: str
    counts: dict[str, int]
    options: dict
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    executions: list[Execution]


class Execute(BaseModel):
    flows: list[dict]


class Accepted(BaseModel):
    test_run_id: uuid.UUID
    status: str


@app.get("/livez")
async def livez() -> dict:
    return {"status": "ok"}


@app.get("/api/v1/test-runs/{id}")
async def test_run(id: uuid.UUID) -> Run:
    async with app.state.pool.acquire() as db:
        run = await db.fetchrow("SELECT * FROM test_runs WHERE id = $1", id)
        if run is None:
            raise HTTPException(404)
        rows = await db.fetch("SELECT * FROM flow_executions WHERE run_id = $1 ORDER BY position", id)
        ids = [row["id"] for row in rows]
        steps = await db.fetch("SELECT * FROM step_results WHERE execution_id = ANY($1) ORDER BY execution_id, index", ids)
        artifacts = await db.fetch("SELECT * FROM artifacts WHERE execution_id = ANY($1)", ids)
    executions = [
        Execution(
            id=row["id"], flow_name=row["flow_name"], status=row["status"], reason=row["reason"], attempt=row["attempt"],
            duration_ms=row["duration_ms"], worker=row["worker_name"],
            steps=[{"index": s["index"], "type": s["type"], "status": s["status"]} for s in steps if s["execution_id"] == row["id"]],
            artifacts=[{"id": str(a["id"]), "kind": a["kind"]} for a in artifacts if a["execution_id"] == row["id"]],
        )
        for row in rows
    ]
    counts = {key: run[key] for key in ("queued", "running", "waiting", "passed", "failed", "errored", "cancelled")}
    return Run(
        id=run["id"], status=run["status"], counts=counts, options=json.loads(run["options"]), created_at=run["created_at"],
        started_at=run["started_at"], finished_at=run["finished_at"], executions=executions,
    )


@app.post("/api/v1/execute-flows", status_code=202)
async def execute(asked: Execute) -> Accepted:
    run, at = uuid.uuid4(), datetime.now(timezone.utc)
    topic = f"run:{run}"
    events = [(1, "run.queued", {"test_run_id": str(run), "executions": len(asked.flows)})]
    events += [
        (seq, "execution.queued", {"execution_id": str(uuid.uuid4()), "flow_name": flow["name"]})
        for seq, flow in enumerate(asked.flows, 2)
    ]
    async with app.state.pool.acquire() as db, db.transaction():
        rows = [(topic, seq, at, type, json.dumps(data)) for seq, type, data in events]
        await db.executemany("INSERT INTO peer_events VALUES ($1, $2, $3, $4, $5)", rows)
    for seq, type, data in events:
        text = json.dumps({"seq": seq, "at": at.isoformat(), "topic": topic, "type": type, "data": data})
        for socket in list(sockets):
            await socket.send_text(text)
    return Accepted(test_run_id=run, status="queued")


@app.websocket("/ws")
async def ws(socket: WebSocket) -> None:
    await socket.accept()
    try:
        while True:
            said = await socket.receive_json()
            if said["type"] == "subscribe":
                sockets.add(socket)
                await socket.send_json({"type": "subscribed", "topic": said["topic"], "head": 0})
    except WebSocketDisconnect:
        sockets.discard(socket)
