"""The usage script: reads workloads as lines of JSON and writes a usage file for each.

    {"stack": "phase2", "workload": {"requests": "1000000", …}, "config": {…}, "resources": […]}

The first line about a stack says what its program asks for, later ones its workload alone. Knows
where a request goes on each kind of resource, and nothing of prices or of what config decides:
plans, models, sizes and counts are read off the config and the resources. The standard library is
enough, with the project's folder on the path.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from stacks.meters import google, model, products
from stacks.meters.load import Load
from stacks.meters.program import Asked, Program

# Bought by hand, and in no config: the smallest paid plan of each vendor that has none to name.
PLANS = {
    "axiom": "Axiom Cloud",
    "cloudflare": "Pro",
    "neon": "Launch",
    "railway": "Pro",
    "sentry": "Team",
}
_METERS = {**products.METERS, **google.METERS}


def usage(name: str, program: Program, load: Load) -> dict[str, Any]:
    """The usage file of a stack, or of one way to a model."""
    tokens = list(model.gemini(program, load))
    if name == "gemini":
        return {"account_usage": tokens}
    if name in model.WAYS_TO_BUY:
        return {"account_usage": [model.llama(name, program, load)]}
    used = {
        one["name"]: _METERS[one["type"]](Asked(one["name"], one["inputs"], program, load))
        for one in program.resources
        if one["type"] in _METERS
    }
    return {
        "version": 0.1,
        "plans": {**PLANS, **products.plans(program)},
        "resource_usage": {resource: meters for resource, meters in used.items() if meters},
        "account_usage": [*tokens, *products.account(program, load)],
    }


def main() -> None:
    """Answer each question; the first about a stack says what its program asks for."""
    programs: dict[str, Program] = {}
    for line in sys.stdin:
        told = json.loads(line)
        if "resources" in told:
            programs[told["stack"]] = Program(told["config"], told["resources"])
        program = programs.get(told["stack"], Program())
        answer = usage(told["stack"], program, Load(told["workload"]))
        sys.stdout.write(f"---\n{json.dumps(answer, default=str)}\n")


if __name__ == "__main__":
    main()
