"""A scripted model for both agents: it speaks Chat Completions, answers at once, and finds the element of each step in the page that it
is shown. It notes when each question came and when its answer had gone out, and how long the question was."""

import json
import re
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

# What is done: how, to which element (role, words), with which value. One action a turn, as both would with a careful model.
STEPS = [
    ("fill", "textbox", "User name", "ada"),
    ("fill", "textbox", "Password", "teapot"),
    ("click", "button", "Sign in", None),
    ("click", "link", "Teapots", None),
    ("click", "link", "Little Fox", None),
    ("fill", "spinbutton", "Quantity", "2"),
    ("click", "button", "Add to cart", None),
    ("click", "link", "Teapots", None),
    ("click", "link", "Willow Pattern", None),
    ("fill", "spinbutton", "Quantity", "3"),
    ("click", "button", "Add to cart", None),
    ("click", "link", "Check out|Checkout", None),
]
TAGS = {"textbox": "input", "spinbutton": "input", "button": "button", "link": "a"}


class Mistake(Exception):
    """The page does not show what the next step is about."""


def ours_ref(page, role, words):
    """The ref of the element in our outline: `- button "Sign in" [ref=e7]`."""
    for line in page.splitlines():
        found = re.match(rf'\s*- {role} "(?:{words})[^"]*".*\[ref=(\w+)\]', line, re.I)
        if found:
            return found.group(1)
    raise Mistake(f"there is no {role} “{words}” in:\n{page[-3000:]}")


def peers_index(page, role, words):
    """The index of the element in browser-use's text: `[7]<button >` with its words in it, below it, or above it (labels)."""
    lines = page.splitlines()
    tag = TAGS[role]
    candidates = []
    for at, line in enumerate(lines):
        found = re.match(rf"\s*(?:\|[^|]*\|)?\*?\[(\d+)\]<{tag}\b(.*)", line)
        if not found:
            continue
        below = []
        for after in lines[at + 1 :]:
            if re.match(r"\s*(\|[^|]*\|)?\*?\[\d+\]<", after):
                break
            below.append(after.strip())
        above = next((before.strip() for before in reversed(lines[:at]) if before.strip()), "")
        own = f"{found.group(2)} {' '.join(below[:2]) if tag != 'input' else ''}"
        candidates.append((found.group(1), own, above))
    for index, own, _ in candidates:
        if re.search(words, own, re.I):
            return int(index)
    for index, _, above in candidates:
        if re.search(words, above, re.I):
            return int(index)
    raise Mistake(f"there is no {role} “{words}” in:\n{page[-6000:]}")


def texts(messages):
    for message in messages:
        content = message.get("content")
        if isinstance(content, str):
            yield content
        for part in content if isinstance(content, list) else []:
            if part.get("type") == "text":
                yield part["text"]


def measured(body):
    """Characters of a question that are text (tools and schemas included), and its pictures."""
    pictures = 0

    def bare(value):
        nonlocal pictures
        if isinstance(value, dict):
            if value.get("type") == "image_url":
                pictures += 1
                return {}
            return {key: bare(item) for key, item in value.items()}
        return [bare(item) for item in value] if isinstance(value, list) else value

    kept = bare({key: body[key] for key in ("messages", "tools", "response_format") if key in body})
    return len(json.dumps(kept, ensure_ascii=False)), pictures


class Model:
    """What is asked under each model name is one conversation."""

    def __init__(self):
        self.lock = threading.Lock()
        self.asked = {}
        self.problem = None
        model = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                came = time.perf_counter()
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                try:
                    answer = model.answer(body)
                    status = 200
                except Mistake as mistake:
                    model.problem = str(mistake)
                    status, answer = 400, {"error": {"message": str(mistake), "type": "invalid_request_error"}}
                data = json.dumps(answer).encode()
                self.send_response(status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)
                self.wfile.flush()
                size, pictures = measured(body)
                with model.lock:
                    model.asked.setdefault(body["model"], []).append((came, time.perf_counter(), size, pictures))

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1"

    def take(self, name):
        """The questions under this name since the last call."""
        with self.lock:
            return self.asked.pop(name, [])

    def turn(self, name):
        with self.lock:
            return len(self.asked.get(name, []))

    def answer(self, body):
        name, page = body["model"], list(texts(body["messages"]))
        turn = self.turn(name)
        step = STEPS[turn] if turn < len(STEPS) else None
        message = {"role": "assistant", "content": None}
        if body.get("tools"):
            call = ("done", {"text": "It is in the cart."}) if step is None else self.ours(step, page[-1])
            function = {"name": call[0], "arguments": json.dumps(call[1])}
            message["tool_calls"] = [{"id": f"call_{turn}", "type": "function", "function": function}]
        else:
            action = {"done": {"text": "It is in the cart.", "success": True}} if step is None else self.peers(step, "\n".join(page[1:]))
            thought = {"evaluation_previous_goal": "Success.", "memory": f"Step {turn}.", "next_goal": "Go on.", "action": [action]}
            message["content"] = json.dumps(thought)
        reason = "tool_calls" if "tool_calls" in message else "stop"
        usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
        return {
            "id": f"chatcmpl-{turn}", "object": "chat.completion", "created": 0, "model": name, "usage": usage,
            "choices": [{"index": 0, "message": message, "finish_reason": reason}],
        }

    def ours(self, step, page):
        kind, role, words, value = step
        ref = ours_ref(page, role, words)
        return (kind, {"ref": ref} if value is None else {"ref": ref, "value": value})

    def peers(self, step, page):
        kind, role, words, value = step
        index = peers_index(page, role, words)
        return {"click": {"index": index}} if kind == "click" else {"input": {"index": index, "text": value}}
