"""Usage of the language model: tokens at Gemini, or servers for a self-hosted model.

Thoughts are billed as output. Which models think, whether a budget turns it off, and from how many
tokens a prompt is cached: ai.google.dev/gemini-api/docs/thinking and /caching, 2026-10.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from math import ceil
from typing import Any

from stacks.meters.load import SECONDS_PER_HOUR, SECONDS_PER_MONTH, Load
from stacks.meters.program import Program, number

_MODEL_DECIDES = -1
_NEVER_THINK = ("gemini-1", "gemini-2.0")
_THINK_WHEN_TOLD = ("gemini-2.5-flash-lite",)
_LEAST_BUDGET = {"gemini-2.5-pro": Decimal(128), "gemini-3": Decimal(128)}
"""Of models that cannot be told not to think."""
_CACHED_FROM = {"gemini-2.5": Decimal(2048)}
_CACHED_FROM_OTHERWISE = Decimal(4096)

# Llama 3.3 70B in FP8 on two H100: output tokens a second at full load, 1,000 in and 1,000 out
# (NVIDIA, TensorRT-LLM performance overview, 2025-09).
_LLAMA_TOKENS_PER_SECOND = Decimal(4205)
_GPUS_PER_SERVER = 2
_GPU = "a3-highgpu-1g"  # a GPU costs the same in servers of any size
_LEAST_SERVERS = 2  # so that one may fail
_HOURS = SECONDS_PER_MONTH / SECONDS_PER_HOUR

WAYS_TO_BUY = {"own-llama": "vm", "own-llama-1y": "vm_1y", "own-llama-3y": "vm_3y"}
WAYS_TO_BUY |= {"own-llama-spot": "vm_spot"}


def thoughts(program: Program, load: Load) -> Decimal:
    """Tokens of thought for an answer: as many as the model takes, up to the budget of config."""
    model = program.config.get("faro:geminiModel", "")
    budget = number(program.config.get("faro:geminiThinkingBudget"), _MODEL_DECIDES)
    if model.startswith(_NEVER_THINK):
        return Decimal(0)
    if budget == _MODEL_DECIDES:
        return Decimal(0) if model.startswith(_THINK_WHEN_TOLD) else load["thinking_tokens"]
    least = next((n for name, n in _LEAST_BUDGET.items() if model.startswith(name)), Decimal(0))
    return min(load["thinking_tokens"], max(budget, least))


def answer_seconds(program: Program, load: Load) -> Decimal:
    """How long an answer is streamed."""
    return (load["tokens_out"] + thoughts(program, load)) / load["tokens_per_second"]


def open_seconds(program: Program, load: Load) -> Decimal:
    """Seconds in which a request waits for its answer, all requests added up."""
    waiting = load.requests * load["wall_ms_per_request"] / 1000
    return waiting + load.questions * answer_seconds(program, load)


def gemini(program: Program, load: Load) -> Iterator[dict[str, Any]]:
    """The tokens of each question of a conversation: its price depends on the tokens of its own
    prompt.
    """
    model = program.config.get("faro:geminiModel", "")
    each = load.questions / len(load.prompts)
    from_ = next((n for k, n in _CACHED_FROM.items() if model.startswith(k)), None)
    for prompt in load.prompts:
        cached = load["cached_share"] if prompt >= (from_ or _CACHED_FROM_OTHERWISE) else Decimal(0)
        tokens = {
            "input": prompt * (1 - cached),
            "cached_input": prompt * cached,
            "output": load["tokens_out"] + thoughts(program, load),
        }
        for way, count in tokens.items():
            if count:
                meter, quantity = f"{model}_{way}", each * count
                yield {"vendor": "gemini", "meter": meter, "quantity": quantity, "prompt": prompt}


def llama(name: str, program: Program, load: Load) -> dict[str, Any]:
    """Servers for the busiest hour, all month, in the region of the program."""
    average = load.questions * load["tokens_out"] / SECONDS_PER_MONTH
    servers = max(ceil(average * load["peak_factor"] / _LLAMA_TOKENS_PER_SECOND), _LEAST_SERVERS)
    region = program.config.get("gcp:region", "")
    hours = servers * _GPUS_PER_SERVER * _HOURS
    meter = f"{WAYS_TO_BUY[name]}_{_GPU}"
    return {"vendor": "gcp", "meter": meter, "region": region, "quantity": hours}
