"""Writes an OpenAPI document in which requests hold only small flows, and names the operations that this makes small.

Usage: small-flows.py openapi.json small.json >operations

A hundred kinds of steps that hold each other make schemathesis think for hours. In the smaller document a request's flow has steps
of four kinds and fewer options, so that everything around the flow is tried; answers are checked against the whole contract.
"""

import copy
import json
import sys

KINDS = ["GotoStep", "SleepStep", "LogStep", "CommentStep"]
LEFT_OUT = ["data", "data_name", "emulate", "evidence", "setup", "teardown", "viewport"]
PREFIX = "#/components/schemas/"

document = json.load(open(sys.argv[1]))
schemas = document["components"]["schemas"]


def reach(node, found):
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "$ref" and value not in found:
                found.add(value)
                reach(schemas[value.removeprefix(PREFIX)], found)
            elif key != "$ref":
                reach(value, found)
    elif isinstance(node, list):
        for value in node:
            reach(value, found)
    return found


def shrunk(node):
    """A copy that names the small schemas."""
    if isinstance(node, list):
        return [shrunk(value) for value in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return {"$ref": PREFIX + small(node["$ref"].removeprefix(PREFIX))}
    return {key: shrunk(value) for key, value in node.items()}


def small(name):
    """The name of a schema that holds no large flow."""
    if name != "Step" and PREFIX + "Step" not in reach(schemas[name], set()):
        return name
    new = "Small" + name
    if new in schemas:
        return new
    schemas[new] = {}  # before its inner ones, which may name it
    schema = copy.deepcopy(schemas[name])
    if name == "Step":
        kinds = {}
        for kind in KINDS:
            step = copy.deepcopy(schemas[kind])
            # conditions and retries hold every kind of expectation
            plain = {key: value for key, value in step["properties"].items() if not reach(value, set())}
            step["properties"] = plain
            schemas["Small" + kind] = step
            kinds[kind] = step
        schema = {"oneOf": [{"$ref": PREFIX + "Small" + kind} for kind in KINDS]}
    elif name == "Flow":
        for option in LEFT_OUT:
            schema["properties"].pop(option, None)
    schemas[new] = schema if name == "Step" else shrunk(schema)
    return new


for operations in document["paths"].values():
    for operation in operations.values():
        body = operation.get("requestBody")
        if body and len(reach(body, set())) > 50:
            operation["requestBody"] = shrunk(body)
            print(operation["operationId"])
json.dump(document, open(sys.argv[2], "w"))
