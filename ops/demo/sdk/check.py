"""The official SDKs against the scripted model server: every API, streamed and not."""
import sys

import anthropic
import openai
from pydantic import BaseModel, ConfigDict

url = sys.argv[1]
PICTURE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
claude = anthropic.Anthropic(api_key="any", base_url=url, timeout=20)
gpt = openai.OpenAI(api_key="any", base_url=url + "/v1", timeout=20)
done = 0


def check(what, got, want):
    global done
    assert got == want, f"{what}: {got!r} instead of {want!r}"
    done += 1


def user(text):
    return [{"role": "user", "content": text}]


# Anthropic
message = claude.messages.create(model="demo", max_tokens=100, messages=user("say hello"))
check("messages", message.content[-1].text, "Hello from the script.")
check("messages: stop", message.stop_reason, "end_turn")
with claude.messages.stream(model="demo", max_tokens=100, messages=user("say hello")) as stream:
    check("messages streamed", "".join(stream.text_stream), "Hello from the script.")
    check("messages streamed: usage", stream.get_final_message().usage.output_tokens > 1, True)
tools = [{"name": "weather", "input_schema": {"type": "object", "properties": {"city": {"type": "string"}}}}]
talk = user("use the tool")
with claude.messages.stream(model="demo", max_tokens=100, messages=talk, tools=tools) as stream:
    message = stream.get_final_message()
call = message.content[-1]
check("messages: tool", (call.name, call.input, message.stop_reason), ("weather", {"city": "Dubai"}, "tool_use"))
talk += [{"role": "assistant", "content": message.content}]
talk += [{"role": "user", "content": [{"type": "tool_result", "tool_use_id": call.id, "content": "31"}]}]
message = claude.messages.create(model="demo", max_tokens=100, messages=talk, tools=tools)
check("messages: result", message.content[-1].text, "31 degrees.")
try:
    claude.messages.create(model="demo", max_tokens=100, messages=talk[:2] + user("?"), tools=tools)
    check("messages: an unanswered call", "accepted", "refused")
except anthropic.BadRequestError as error:
    check("messages: an unanswered call", "tool_result" in str(error), True)
body = {"tools": [{"type": "computer_toolset_20260801"}]}
message = claude.messages.create(model="demo", max_tokens=100, messages=user("look at the screen"), extra_body=body)
check("messages: toolset", message.content[-1].to_dict()["toolset_name"], "computer")
message = claude.messages.create(model="demo", max_tokens=100, messages=user("after trouble claude"))
check("messages: after 429", message.content[-1].text, "Here I am.")

# OpenAI, Chat Completions
answer = gpt.chat.completions.create(model="demo", messages=user("say hello"))
check("chat", answer.choices[0].message.content, "Hello from the script.")
chunks = list(gpt.chat.completions.create(model="demo", messages=user("say hello"), stream=True, stream_options={"include_usage": True}))
text = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
check("chat streamed", text, "Hello from the script.")
check("chat streamed: usage", chunks[-1].usage.total_tokens > 1, True)
functions = [{"type": "function", "function": {"name": "weather", "parameters": {"type": "object", "properties": {}}}}]
talk = user("use the tool")
reply = gpt.chat.completions.create(model="demo", messages=talk, tools=functions).choices[0].message
check("chat: tool", reply.tool_calls[0].function.name, "weather")
talk += [reply, {"role": "tool", "tool_call_id": reply.tool_calls[0].id, "content": "31"}]
check("chat: result", gpt.chat.completions.create(model="demo", messages=talk, tools=functions).choices[0].message.content, "31 degrees.")
try:
    gpt.chat.completions.create(model="demo", messages=talk[:2] + user("?"), tools=functions)
    check("chat: an unanswered call", "accepted", "refused")
except openai.BadRequestError as error:
    check("chat: an unanswered call", "tool_call" in str(error), True)


class number(BaseModel):
    model_config = ConfigDict(extra="forbid")
    number: int


parsed = gpt.chat.completions.parse(model="demo", messages=user("as json"), response_format=number)
check("chat: structured", parsed.choices[0].message.parsed.number, 7)

# OpenAI, Responses
response = gpt.responses.create(model="demo", input="say hello")
check("responses", response.output_text, "Hello from the script.")
with gpt.responses.stream(model="demo", input="say hello") as stream:
    text = "".join(event.delta for event in stream if event.type == "response.output_text.delta")
    check("responses streamed", text, "Hello from the script.")
    check("responses streamed: end", stream.get_final_response().status, "completed")
functions = [{"type": "function", "name": "weather", "parameters": {"type": "object", "properties": {}}, "strict": False}]
response = gpt.responses.create(model="demo", input=user("use the tool"), tools=functions)
call = response.output[-1]
check("responses: tool", (call.type, call.name), ("function_call", "weather"))
talk = user("use the tool") + [item.to_dict() for item in response.output]
talk += [{"type": "function_call_output", "call_id": call.call_id, "output": "31"}]
check("responses: result", gpt.responses.create(model="demo", input=talk, tools=functions).output_text, "31 degrees.")
response = gpt.responses.create(model="demo", input=user("look at the screen"), tools=[{"type": "computer"}])
call = response.output[-1]
check("responses: computer", call.type, "computer_call")
screenshot = {"type": "computer_screenshot", "image_url": "data:image/png;base64," + PICTURE}
talk = user("look at the screen") + [item.to_dict() for item in response.output]
talk += [{"type": "computer_call_output", "call_id": call.call_id, "output": screenshot}]
check("responses: computer result", gpt.responses.create(model="demo", input=talk, tools=[{"type": "computer"}]).output_text, "I see it.")
check("responses: structured", gpt.responses.parse(model="demo", input="as json", text_format=number).output_parsed.number, 7)
check("responses: after 429", gpt.responses.create(model="demo", input="after trouble gpt").output_text, "Here I am.")

print(f"official SDKs: {done} checks passed (anthropic {anthropic.__version__}, openai {openai.__version__})")
