"""browser-use on the task of the bench, in a process of its own, one agent or several at once; prints one line of JSON: whether it was
done, and the most memory that the process took, in MB."""

import asyncio
import json
import os
import sys

os.environ.update(ANONYMIZED_TELEMETRY="false", BROWSER_USE_CLOUD_SYNC="false", BROWSER_USE_LOGGING_LEVEL="error")
os.environ.setdefault("BROWSER_USE_VERSION_CHECK", "false")


def memory_mb():
    """Of this process alone: the browser is the same for both."""
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM:"))


async def agent(name, model_url, chromium, shop, task, steps, vision):
    from browser_use import Agent, BrowserProfile
    from browser_use.llm.openai.chat import ChatOpenAI

    llm = ChatOpenAI(model=name, base_url=model_url, api_key="none", max_retries=0)
    profile = BrowserProfile(
        executable_path=chromium, headless=True, chromium_sandbox=False, enable_default_extensions=False,
        user_data_dir=None, viewport={"width": 1280, "height": 720}, window_size={"width": 1280, "height": 720},
    )
    it = Agent(
        task=task, llm=llm, browser_profile=profile, use_vision=vision, use_judge=False, max_actions_per_step=1, enable_planning=False,
        initial_actions=[{"navigate": {"url": shop, "new_tab": False}}], directly_open_url=False, calculate_cost=False,
    )
    history = await it.run(max_steps=steps + 2)
    return history.is_done(), [error for error in history.errors() if error][:3]


async def main(names, *rest):
    done = await asyncio.gather(*(agent(name, *rest) for name in names.split(",")))
    print(json.dumps({"done": all(ok for ok, _ in done), "errors": [e for _, errors in done for e in errors], "memory_mb": memory_mb()}))


asyncio.run(main(*sys.argv[1:6], int(sys.argv[6]), sys.argv[7] == "vision"))
