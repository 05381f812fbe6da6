"""Runs one flow and prints what happens: python example.py http://127.0.0.1:8000 http://127.0.0.1:4000 [KEY]"""

import asyncio
import sys
from typing import cast

from flowtilla import AuthenticatedClient, Client, follow
from flowtilla.generated.api.runs import execute_flows, get_test_run
from flowtilla.generated.models import AcceptedRun, ExecuteFlows, TestRun


async def main() -> int:
    arguments = sys.argv[1:] + ["http://127.0.0.1:8000", "http://127.0.0.1:4000"][len(sys.argv) - 1 :]
    server, shop, key = arguments[0], arguments[1], arguments[2] if len(arguments) > 2 else None
    # `flowtilla dev` needs no key
    plain = cast(AuthenticatedClient, Client(base_url=server))
    client = AuthenticatedClient(base_url=server, token=key) if key else plain
    flow = {
        "name": "The shelf has teapots",
        "start_url": f"{shop}/",
        "steps": [{"type": "expect", "target": {"text": "Brown Betty"}, "to": "visible"}],
    }
    async with client:
        accepted = await execute_flows.asyncio(client=client, body=ExecuteFlows.from_dict({"flows": [flow]}))
        assert isinstance(accepted, AcceptedRun), accepted
        async for event in follow(server, f"run:{accepted.test_run_id}", key=key):
            print(event["seq"], event["type"])
            if event["type"] == "run.finished":
                break
        run = await get_test_run.asyncio(client=client, id=accepted.test_run_id)
        assert isinstance(run, TestRun), run
        print(run.status)
        return 0 if run.status == "passed" else 1


sys.exit(asyncio.run(main()))
