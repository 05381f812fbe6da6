"""Writes an OpenAPI document whose schemas do not hold each other without end, for tools that unroll references.

Usage: cut-contract.py openapi.json cut.json

Flows hold steps, steps hold conditions and steps: unrolled, as spectral does before it applies its rules, the document has no end in
reasonable time or memory. Here a schema's references to anything that leads into such a circle name an empty stub instead. Every schema
is still there and looked at in its own place; that references lead somewhere is what the other validators look at.
"""

import json
import sys

PREFIX = "#/components/schemas/"
STUB = "Cut"

document = json.load(open(sys.argv[1]))
schemas = document["components"]["schemas"]


def references(node):
    """Names of the schemas that a node refers to, itself or further inside."""
    if isinstance(node, dict):
        if "$ref" in node:
            yield node["$ref"].removeprefix(PREFIX)
        for value in node.values():
            yield from references(value)
    elif isinstance(node, list):
        for value in node:
            yield from references(value)


def reached(name):
    found, left = set(), [name]
    while left:
        for other in inner[left.pop()] - found:
            found.add(other)
            left.append(other)
    return found


def cut(node):
    """A copy without references to what leads into a circle."""
    if isinstance(node, list):
        return [cut(value) for value in node]
    if not isinstance(node, dict):
        return node
    if node.get("$ref", "").removeprefix(PREFIX) in endless:
        return {**node, "$ref": PREFIX + STUB}
    return {key: cut(value) for key, value in node.items()}


inner = {name: set(references(schema)) for name, schema in schemas.items()}
reach = {name: reached(name) for name in schemas}
circles = {name for name in schemas if name in reach[name]}
endless = {name for name in schemas if name in circles or reach[name] & circles}
document["components"]["schemas"] = {name: cut(schema) for name, schema in schemas.items()}
document["components"]["schemas"][STUB] = {"type": "object", "description": "What was cut off."}
json.dump(document, open(sys.argv[2], "w"))
print(f"{len(endless)} of {len(schemas)} schemas lead into circles of {len(circles)}", file=sys.stderr)
