"""Agent mode beside browser-use: the same task on the demo shop, the same Chromium, the same scripted model that answers at once.

Usage: bench.py --bin FLOWTILLA --peer PYTHON [--rounds N] [--vision]
Prints a table on stdout and its progress on stderr. What is compared is everything but the model: the time from an answer to the next
question, the memory of the client (browsers not counted), and the text of the questions. Then the task is replayed from its recording,
which must ask nobody, beside the same steps written by hand.
"""

import argparse
import json
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

from model import STEPS, Model

HERE = os.path.dirname(os.path.abspath(__file__))
# Longest time for one run of either side, and for a process to say its address, in seconds.
RUN_WITHIN, START_WITHIN = 240, 60
# Agents at once, for the memory that one more takes.
AT_ONCE = 3
TASK = "Sign in as ada, put two Little Foxes and three Willow Patterns into the cart, and go to the checkout."


def say(text):
    print(text, file=sys.stderr, flush=True)


class Process:
    """A process of ours that prints its address."""

    def __init__(self, arguments, environment):
        log = tempfile.TemporaryFile("w+")
        self.child = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=log, text=True, env={**os.environ, "RUST_LOG": "warn", **environment})
        timer = threading.Timer(START_WITHIN, self.child.kill)
        timer.start()
        for line in self.child.stdout:
            found = re.search(r"https?://[^\s/]+", line)
            if found:
                timer.cancel()
                self.url = found.group(0)
                threading.Thread(target=self.child.stdout.read, daemon=True).start()
                return
        log.seek(0)
        raise SystemExit(f"{' '.join(arguments)} printed no address: {log.read()[-2000:]}")

    def memory_mb(self):
        with open(f"/proc/{self.child.pid}/status") as status:
            return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM:"))

    def stop(self):
        self.child.send_signal(signal.SIGTERM)
        try:
            self.child.wait(30)
        except subprocess.TimeoutExpired:
            self.child.kill()


def call(url, body=None, method=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"content-type": "application/json"}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=90) as answer:
            return json.load(answer)
    except urllib.error.HTTPError as refused:
        raise SystemExit(f"{url}: {refused.code} {refused.read().decode()[:1000]}") from None


def over(base, run):
    until = time.monotonic() + RUN_WITHIN
    while time.monotonic() < until:
        detail = call(f"{base}/api/test-runs/{run}?wait_seconds=30")
        if detail["status"] not in ("queued", "running", "waiting"):
            for execution in detail["executions"]:
                if execution["status"] != "passed":
                    wrong = [step for step in execution["steps"] if step.get("error")]
                    raise SystemExit(f"our run ended {execution['status']}: {execution.get('message')} {json.dumps(wrong)[:2000]}")
            return detail["executions"][0]
    raise SystemExit(f"our run took longer than {RUN_WITHIN} s")


def execute(base, **what):
    """Executes flows at the same time; the first of their executions."""
    options = {"evidence": {"screenshots": "never", "video": "off", "trace": "off", "network": "off"}}
    return over(base, call(f"{base}/api/execute-flows", {**what, "options": options})["test_run_id"])


def gaps(questions):
    """From each answer to the next question, in ms."""
    return [(later[0] - earlier[1]) * 1000 for earlier, later in zip(questions, questions[1:])]


def named(side):
    return [side, *(f"{side}{n}" for n in range(2, AT_ONCE + 1))]


def by_model(shop, name):
    act = {"type": "ai_act", "goal": TASK, "risky": "allow", "max_turns": len(STEPS) + 2, "timeout_ms": 200_000, "model": name}
    return {"name": f"By {name}", "start_url": f"{shop}/login", "engine": "full", "steps": [act]}


def peer(asked, model, shop, names):
    """Runs browser-use; the questions of the first agent, and the memory."""
    vision = "vision" if asked.vision else "blind"
    arguments = [asked.peer, os.path.join(HERE, "peer.py"), ",".join(names), model.url, asked.chromium, f"{shop}/login", TASK, str(len(STEPS)), vision]
    done = subprocess.run(arguments, capture_output=True, text=True, timeout=RUN_WITHIN, cwd=tempfile.gettempdir())
    line = next((line for line in done.stdout.splitlines() if line.startswith("{")), None)
    result = json.loads(line) if line else {}
    questions = [model.take(name) for name in names]
    if not result.get("done") or any(len(asked) <= len(STEPS) for asked in questions):
        raise SystemExit(f"browser-use did not do the task: {result} {model.problem} {done.stderr[-3000:]}")
    return questions[0], result["memory_mb"]


def by_hand(shop):
    steps = []
    for kind, role, words, value in STEPS:
        target = {"role": role, "name": words.split("|")[0]}
        steps.append({"type": kind, "target": target, **({} if value is None else {"value": value})})
    return {"name": "By hand", "start_url": f"{shop}/login", "engine": "full", "steps": steps}


def approved(base, flow, version):
    call(f"{base}/api/flow-approval", {"flow_id": flow, "version": version, "decision": "approved"}, "PUT")


def recorded(base, shop, model):
    """The task as a flow that asks nobody: done by the model once, taken over from what it proposes."""
    stored = call(f"{base}/api/flows", {"document": by_model(shop, "ours")})
    approved(base, stored["id"], stored["version"])
    execute(base, flow_ids=[stored["id"]])
    model.take("ours")
    proposals = call(f"{base}/api/flows/{stored['id']}/proposals")["items"]
    if not proposals:
        raise SystemExit("the run with the model proposed nothing")
    accepted = call(f"{base}/api/flows/{stored['id']}/proposals/{proposals[0]['id']}", {"decision": "accept"})
    approved(base, stored["id"], accepted["version"])
    return stored["id"]


def row(what, ours, theirs, ratio, target, unit):
    met = "" if target is None else ("✓" if ratio <= target else "not yet")
    shown = lambda value: "" if value is None else f"{value:,.0f} {unit}"
    return f"| {what} | {shown(ours)} | {shown(theirs)} | {'' if ratio is None else f'{ratio:.2f}'} | {'' if target is None else f'≤ {target}'} | {met} |"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", required=True)
    parser.add_argument("--peer", required=True)
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--replays", type=int, default=7)
    parser.add_argument("--vision", action="store_true")
    asked = parser.parse_args()
    model = Model()
    with tempfile.TemporaryDirectory(prefix="flowtilla-bench-") as scratch:
        catalogue = os.path.join(scratch, "models.toml")
        with open(catalogue, "w") as file:
            file.write(
                f'[endpoints.bench]\napi = "chat_completions"\nbase_url = "{model.url}"\nstream = false\n'
            )
            for name in named("ours"):
                seen = str(asked.vision).lower()
                file.write(f'[[models]]\nid = "{name}"\nendpoint = "bench"\nimages = {seen}\nprice = {{ input = 0.0, output = 0.0 }}\n')
        environment = {
            "FLOWTILLA_MODELS__CATALOGUE": catalogue, "FLOWTILLA_MODELS__DEFAULT": "ours", "FLOWTILLA_BROWSER__SANDBOX": "off",
            "FLOWTILLA_BROWSER__CHROMIUM": asked.chromium, "HOME": scratch,
        }
        shop = Process([asked.bin, "demo", "--listen", "127.0.0.1:0"], {})
        ours = Process([asked.bin, "dev", "--ephemeral", "--listen", "127.0.0.1:0", "--concurrency", str(AT_ONCE)], environment)
        try:
            measure(asked, model, shop.url, ours)
        finally:
            ours.stop()
            shop.stop()


def measure(asked, model, shop, ours):
    mine, theirs, memory = [], [], []
    for number in range(asked.rounds):
        say(f"round {number + 1} of {asked.rounds}: ours")
        execute(ours.url, flows=[by_model(shop, "ours")])
        mine += [(gap, size, pictures) for gap, (_, _, size, pictures) in in_pairs(model.take("ours"))]
        say(f"round {number + 1} of {asked.rounds}: browser-use")
        questions, took = peer(asked, model, shop, ["peer"])
        theirs += [(gap, size, pictures) for gap, (_, _, size, pictures) in in_pairs(questions)]
        memory.append(took)
    own_memory, their_memory = ours.memory_mb(), statistics.median(memory)
    say(f"{AT_ONCE} agents at once: ours")
    execute(ours.url, flows=[by_model(shop, name) for name in named("ours")])
    one_more = max(0.1, (ours.memory_mb() - own_memory) / (AT_ONCE - 1))
    for name in named("ours"):
        model.take(name)
    say(f"{AT_ONCE} agents at once: browser-use")
    their_one_more = (peer(asked, model, shop, named("peer"))[1] - their_memory) / (AT_ONCE - 1)
    say("recording the task")
    replayed = recorded(ours.url, shop, model)
    hand = by_hand(shop)
    times = {"recorded": [], "hand": []}
    for number in range(asked.replays):
        say(f"replay {number + 1} of {asked.replays}")
        times["recorded"].append(execute(ours.url, flow_ids=[replayed])["duration_ms"])
        times["hand"].append(execute(ours.url, flows=[hand])["duration_ms"])
    calls = len(model.take("ours"))
    middle = lambda values: statistics.median(values)
    one, two = middle([gap for gap, *_ in mine]), middle([gap for gap, *_ in theirs])
    size, other = statistics.mean(size for _, size, _ in mine), statistics.mean(size for _, size, _ in theirs)
    again, hand_ms = middle(times["recorded"]), middle(times["hand"])
    pictures = f"{sum(p for *_, p in mine) / len(mine):.1f} and {sum(p for *_, p in theirs) / len(theirs):.1f} pictures a question"
    print("| what | Flowtilla | browser-use | ratio | target | |\n|---|---|---|---|---|---|")
    print(row(f"overhead per step, median of {len(mine)} and {len(theirs)}", one, two, one / two, 0.2, "ms"))
    print(row("most memory of the client (ours: api and worker in one process)", own_memory, their_memory, own_memory / their_memory, 0.1, "MB"))
    print(row("what one more agent at the same time adds to it", one_more, their_one_more, one_more / their_one_more, None, "MB"))
    print(row(f"text of a question ({pictures}), in tokens of 4 characters", size / 4, other / 4, size / other, 0.6, ""))
    print(row("replay of the recorded task, beside the same steps by hand", again, hand_ms, again / hand_ms, 1.15, "ms"))
    print(f"| questions in {asked.replays} replays | {calls} | | | 0 | {'✓' if calls == 0 else 'not yet'} |")


def in_pairs(questions):
    """Each step's overhead with the question that ended it."""
    return zip(gaps(questions), questions[1:])


main()
