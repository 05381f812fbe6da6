"""browser-use on the task of the bench, in a process of its own; prints one line of JSON: whether it was done, and its memory in MB."""

import asyncio
import json
import os
import sys

os.environ.update(ANONYMIZED_TELEMETRY="false", BROWSER_USE_CLOUD_SYNC="false", BROWSER_USE_LOGGING_LEVEL="error")
os.environ.setdefault("BROWSER_USE_VERSION_CHECK", "false")


def memory_mb():
    """Of this process alone: the browser is the same for both."""
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmRSS:"))


async def main(model_url, chromium, shop, task, steps, vision):
    from browser_use import Agent, BrowserProfile
    from browser_use.llm.openai.chat import ChatOpenAI

    llm = ChatOpenAI(model="peer", base_url=model_url, api_key="none", max_retries=0)
    profile = BrowserProfile(
        executable_path=chromium, headless=True, chromium_sandbox=False, enable_default_extensions=False,
        user_data_dir=None, viewport={"width": 1280, "height": 720}, window_size={"width": 1280, "height": 720},
    )
    agent = Agent(
        task=task, llm=llm, browser_profile=profile, use_vision=vision, use_judge=False, max_actions_per_step=1, enable_planning=False,
        initial_actions=[{"navigate": {"url": shop, "new_tab": False}}], directly_open_url=False, calculate_cost=False,
    )
    history = await agent.run(max_steps=steps + 2)
    last = history.history[-1].state.url if history.history else ""
    print(json.dumps({"done": history.is_done(), "url": last, "memory_mb": memory_mb(), "errors": [e for e in history.errors() if e][:3]}))


asyncio.run(main(*sys.argv[1:5], int(sys.argv[5]), sys.argv[6] == "vision"))
