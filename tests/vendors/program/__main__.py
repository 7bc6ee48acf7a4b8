"""Declares what the config key `resources` lists: name, type and inputs of each, in order.

The config key `secrets` has the secret inputs of each, a secret itself.

An input `${name}` is the id of an earlier resource, `${name.output}` an output of it.
"""

import importlib
import json
import re

import pulumi

declared: dict[str, pulumi.CustomResource] = {}


def resolved(value: object) -> object:
    """The value with the references in it replaced."""
    if isinstance(value, dict):
        return {key: resolved(item) for key, item in value.items()}
    if isinstance(value, list):
        return [resolved(item) for item in value]
    match = re.fullmatch(r"\$\{(\w+)(?:\.(\w+))?\}", value) if isinstance(value, str) else None
    return getattr(declared[match[1]], match[2] or "id") if match else value


config = pulumi.Config()
secrets = json.loads(config.require("secrets"))
for one in config.require_object("resources"):
    module, _, name = one["type"].partition(":")
    kind = getattr(importlib.import_module(f"providers.{module}"), name)
    secret = {key: pulumi.Output.secret(value) for key, value in secrets[one["name"]].items()}
    declared[one["name"]] = kind(
        one["name"], owner=config.require("owner"), **resolved(one.get("inputs", {})), **secret
    )
