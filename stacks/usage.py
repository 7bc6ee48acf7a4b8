"""What a workload uses in each phase: lines of JSON in, a usage file out for each.

    {"stack": "phase2", "workload": {"requests": "1000000", …}, "config": {…}, "resources": […]}

The first line about a stack says what its program asks for, later ones its workload alone. Knows
where a request goes on each kind of resource, and nothing of prices or of what config decides:
plans, models, sizes and counts are read off the config and the resources. The standard library is
enough.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_CEILING, Decimal
from math import ceil
from typing import Any, TypeAlias

Meters: TypeAlias = dict[str, Decimal]
Inputs: TypeAlias = Mapping[str, Any]

# Bought by hand, and in no config: the smallest paid plan of each vendor that has none to name.
PLANS = {
    "axiom": "Axiom Cloud",
    "cloudflare": "Pro",
    "neon": "Launch",
    "railway": "Pro",
    "sentry": "Team",
}

# Llama 3.3 70B in FP8 on two H100: output tokens a second at full load, 1,000 in and 1,000 out
# (NVIDIA, TensorRT-LLM performance overview, 2025-09).
_LLAMA_TOKENS_PER_SECOND = Decimal(4205)
_GPUS = "a3-highgpu-2g"
_GPU_REGION = "us-central1"
# Models that have another price for prompts over so many tokens (ai.google.dev, 2026-10).
_MODELS_BY_PROMPT = ("gemini-3.1-pro-preview", "gemini-2.5-pro")
_LONG_PROMPT = Decimal(200_000)
_PEAK = Decimal(3)  # the busiest hour against the average, assumed

_KB_PER_GB = Decimal(1_000_000)
_MB_PER_GB = Decimal(1024)
_MS_PER_HOUR = Decimal(3_600_000)
_MS_PER_SECOND = Decimal(1000)
_SECONDS_PER_HOUR = Decimal(3600)
_SECONDS_PER_MONTH = Decimal(2_628_000)
_FUNCTION_GB = {"standard": Decimal(2), "performance": Decimal(4)}  # vercel.com/docs/functions
_BYTES_PER_TOKEN = Decimal(4)
_LOOKUPS_PER_VISIT = Decimal(2)
_READS_OF_A_SECRET = Decimal(1000)  # when an instance starts
_CALLS_PER_MESSAGE = Decimal(3)  # send, receive, delete
_OF_A_NODE = Decimal("0.975")  # of its CPUs; the system has the rest
_KB_PER_QUESTION = Decimal(2)  # headers and text
_COMMANDS_PER_REQUEST = Decimal(2)  # count and expire, for each limited request
_EDGE_PER_VISIT = Decimal(30)  # files of a visit
_RUN = ("run_requests", "run_cpu", "run_memory")


class Load:
    """The figures of a workload that the phases are derived from."""

    def __init__(self, given: Mapping[str, Any]) -> None:
        self._given = given
        self.requests = self["requests"]
        self.visits = self["visits"]

    def __getitem__(self, name: str) -> Decimal:
        return Decimal(str(self._given[name]))

    @property
    def api_gb(self) -> Decimal:
        """What the API answers in a month."""
        return self.requests * self["response_kb"] / _KB_PER_GB

    @property
    def pages_gb(self) -> Decimal:
        """What the frontend serves in a month."""
        return self.visits * self["page_kb_per_user_day"] / _KB_PER_GB

    @property
    def stored_gb(self) -> Decimal:
        """What the database holds."""
        return self["mau"] * self["database_kb_per_user"] / _KB_PER_GB

    @property
    def busy_seconds(self) -> Decimal:
        """Seconds of a CPU in a month."""
        return self.requests * self["cpu_ms_per_request"] / _MS_PER_SECOND

    @property
    def ai_gb(self) -> Decimal:
        """What goes to the model and comes back."""
        tokens = self["tokens_in"] + self["tokens_out"]
        return self.requests * self["ai_share"] * tokens * _BYTES_PER_TOKEN / (_KB_PER_GB * 1000)

    def hours(self, milliseconds: str) -> Decimal:
        """So many milliseconds for each request, in hours."""
        return self.requests * self[milliseconds] / _MS_PER_HOUR

    @property
    def logs_gb(self) -> Decimal:
        """What a service that sees every request writes in a month."""
        return self.requests * self["log_bytes_per_request"] / (_KB_PER_GB * 1000)


@dataclass(frozen=True)
class Stack:
    """What a program asks for: config without secrets, and resources (name, type, inputs)."""

    config: Mapping[str, str] = field(default_factory=dict)
    resources: Sequence[Mapping[str, Any]] = ()

    def of(self, type_: str) -> Iterator[tuple[str, Inputs]]:
        """The resources of a type: names and inputs."""
        for resource in self.resources:
            if resource["type"] == type_:
                yield resource["name"], resource["inputs"]

    @property
    def plan(self) -> str:
        """Vercel's plan."""
        return self.config.get("faro:vercelPlan", "pro")

    @property
    def model(self) -> str:
        """The model that answers."""
        return self.config.get("faro:geminiModel", "")

    @property
    def backends(self) -> list[str]:
        """The types of what serves the API beside the functions, the newest first."""
        return [type_ for type_ in _BACKENDS if any(self.of(type_))]


_VERCEL = "vercel:index/project:Project"
_RAILWAY = "pulumi-python:dynamic/railway:Service"
_FLY = "pulumi-python:dynamic/fly:Machines"
_CLOUD_RUN = "gcp:cloudrunv2/service:Service"
_POOL = "gcp:container/nodePool:NodePool"
_SQL = "gcp:sql/databaseInstance:DatabaseInstance"
_NEON = "pulumi-python:dynamic/neon:Project"
_BACKENDS = (_POOL, _CLOUD_RUN, _FLY, _RAILWAY)


def usage(name: str, stack: Stack, load: Load) -> dict[str, Any]:
    """The usage file of a stack, or of one way to a model."""
    if name == "gemini":
        return {"account_usage": _gemini(stack, load)}
    if name == "own-llama":
        return {"account_usage": [_llama(load)]}
    used = {
        found["name"]: _METERS[found["type"]](found["name"], found["inputs"], stack, load)
        for found in stack.resources
        if found["type"] in _METERS
    }
    return {
        "version": 0.1,
        "plans": {**PLANS, "vercel": stack.plan.capitalize()},
        "resource_usage": {resource: meters for resource, meters in used.items() if meters},
        "account_usage": _gemini(stack, load),
    }


def _frontend(_name: str, inputs: Inputs, stack: Stack, load: Load) -> Meters:
    served = load.pages_gb + load.api_gb
    calls = load.visits if stack.backends else load.requests
    share = calls / load.requests if load.requests else Decimal(0)
    size = (inputs.get("resourceConfig") or {}).get("functionDefaultMemoryType", "standard")
    return {
        "edge_requests": load.requests + load.visits * _EDGE_PER_VISIT,
        "fast_data_transfer": served,
        "fast_origin_transfer": load.api_gb,
        "function_invocations": calls,
        "active_cpu": load.hours("cpu_ms_per_request") * share,
        "provisioned_memory": load.hours("wall_ms_per_request") * share * _FUNCTION_GB[size],
    }


def _firewall(_name: str, _inputs: Inputs, stack: Stack, load: Load) -> Meters:
    """Rate limiting is metered on paid plans."""
    return {} if stack.plan == "hobby" else {"waf_rate_limit": load.requests}


def _log_drain(_name: str, _inputs: Inputs, _stack: Stack, load: Load) -> Meters:
    return {"log_drains": load.logs_gb}


def _supabase(_name: str, inputs: Inputs, stack: Stack, load: Load) -> Meters:
    """Auth always; the database and what leaves it only where the data is there."""
    disk = "database_size" if inputs.get("plan") == "free" else "disk_gp3"
    elsewhere = any(stack.of(_SQL)) or any(stack.of(_NEON))
    data = Decimal(0) if elsewhere else Decimal(1)
    return {
        "mau": load["mau"],
        "egress": load.api_gb * data,
        "cached_egress": Decimal(0),
        disk: load.stored_gb * data,
        "storage": Decimal(0),
    }


def _neon(_name: str, inputs: Inputs, _stack: Stack, load: Load) -> Meters:
    """Compute for what the API asks, between the least and the most that the project scales to."""
    least, most = (_number(inputs.get(name), 0) for name in ("min_units", "max_units"))
    wanted = load.busy_seconds / _SECONDS_PER_MONTH
    units = min(max(wanted, least), most or wanted)
    return {
        "compute": units * _SECONDS_PER_MONTH / _SECONDS_PER_HOUR,
        "storage": load.stored_gb,
        "history": Decimal(0),
        "egress": load.api_gb,
    }


def _redis(_name: str, _inputs: Inputs, _stack: Stack, load: Load) -> Meters:
    return {
        "commands": load.requests * _COMMANDS_PER_REQUEST,
        "storage": Decimal(1),
        "bandwidth": load.requests / _KB_PER_GB,
    }


def _logs(name: str, _inputs: Inputs, _stack: Stack, load: Load) -> Meters:
    return {"data_loading": load.logs_gb * _share(name, load)}


def _sentry(name: str, _inputs: Inputs, _stack: Stack, load: Load) -> Meters:
    share = _share(name, load)
    return {
        "errors_payg": load.requests * load["error_share"] * share,
        "spans_payg": load.requests * load["spans_per_request"] * share,
    }


def _share(name: str, load: Load) -> Decimal:
    """The part of the requests that a service sees: workers answer those for the model."""
    return load["ai_share"] if name.endswith("ai-worker") else Decimal(1)


def _container(_name: str, inputs: Inputs, _stack: Stack, load: Load) -> Meters:
    """The containers that are asked for, and more of their size where they are not enough."""
    cpus = load.busy_seconds / _SECONDS_PER_MONTH
    size, memory = (_number(inputs.get(name), 1) for name in ("vcpus", "memory_gb"))
    asked = sum(_number(count, 1) for count in (inputs.get("replicas") or {"": 1}).values())
    return {
        "vcpu_months": cpus,
        "memory_gb_months": max(cpus / size, asked) * memory,
        "egress": load.api_gb,
    }


def _run(_name: str, inputs: Inputs, stack: Stack, load: Load) -> Meters:
    """All requests, or none once the cluster serves them."""
    if stack.backends[0] != _CLOUD_RUN:
        return dict.fromkeys(_RUN, Decimal(0))
    containers = (inputs.get("template") or {}).get("containers") or [{}]
    limits = (containers[0].get("resources") or {}).get("limits") or {}
    memory = _gib(limits.get("memory", "512Mi"))
    return dict(
        zip(_RUN, (load.requests, load.busy_seconds, load.busy_seconds * memory), strict=True)
    )


def _armor(_name: str, _inputs: Inputs, _stack: Stack, load: Load) -> Meters:
    return {"armor_requests": load.requests}


def _balancing(_name: str, _inputs: Inputs, _stack: Stack, load: Load) -> Meters:
    return {"load_balancing_dns": load.visits * _LOOKUPS_PER_VISIT}


def _database(_name: str, inputs: Inputs, _stack: Stack, load: Load) -> Meters:
    """A disk for the primary, and one for each node that is read from."""
    if inputs.get("instanceType") == "READ_POOL_INSTANCE":
        return {"sql_ssd_zonal": load.stored_gb * _number(inputs.get("nodeCount"), 1)}
    settings = inputs.get("settings") or {}
    disk = "sql_ssd_regional" if settings.get("availabilityType") == "REGIONAL" else "sql_ssd_zonal"
    backup = {} if inputs.get("masterInstanceName") else {"sql_backup": load.stored_gb}
    return {disk: load.stored_gb, **backup}


def _backend(_name: str, _inputs: Inputs, _stack: Stack, load: Load) -> Meters:
    return {"logging": load.logs_gb}


def _listener(_name: str, _inputs: Inputs, _stack: Stack, load: Load) -> Meters:
    """All that the API is asked and answers comes through it, and leaves Google."""
    return {
        "balancer_data_in": load.requests * _KB_PER_QUESTION / _KB_PER_GB,
        "balancer_data_out": load.api_gb,
        "egress_internet": load.api_gb,
    }


def _nat(_name: str, _inputs: Inputs, _stack: Stack, load: Load) -> Meters:
    return {
        "nat_vm": load.busy_seconds / _SECONDS_PER_HOUR,
        "nat_data": load.ai_gb,
        "logging": load.logs_gb * load["error_share"],
    }


def _secret(_name: str, _inputs: Inputs, _stack: Stack, _load: Load) -> Meters:
    return {"secret_access": _READS_OF_A_SECRET}


def _key(_name: str, _inputs: Inputs, _stack: Stack, _load: Load) -> Meters:
    return {"kms_operations": _READS_OF_A_SECRET}


def _pool(_name: str, inputs: Inputs, _stack: Stack, load: Load) -> Meters:
    """Nodes beyond the fewest that the pool keeps, with their disks."""
    node, scaling = inputs.get("nodeConfig") or {}, inputs.get("autoscaling") or {}
    machine = str(node.get("machineType", ""))
    cpus = _number(machine.rpartition("-")[2], 1) * _OF_A_NODE
    wanted = (load.busy_seconds / _SECONDS_PER_MONTH * _PEAK / cpus).to_integral_value(
        ROUND_CEILING
    )
    fewest = _number(scaling.get("totalMinNodeCount", scaling.get("minNodeCount")), 0)
    more = max(wanted - fewest, Decimal(0))
    disk = node.get("diskType", "pd-standard")
    return {
        f"vm_{machine}": more * _SECONDS_PER_MONTH / _SECONDS_PER_HOUR,
        f"disk_{disk}": more * _number(node.get("diskSizeGb"), 0),
    }


def _queue(name: str, _inputs: Inputs, _stack: Stack, load: Load) -> Meters:
    asked = load.requests * load["ai_share"]
    messages = asked * load["error_share"] if name.endswith("dead-letters") else asked
    return {"sqs_requests": messages * _CALLS_PER_MESSAGE}


_METERS: Mapping[str, Callable[[str, Inputs, Stack, Load], Meters]] = {
    _VERCEL: _frontend,
    "vercel:index/firewallConfig:FirewallConfig": _firewall,
    "vercel:index/logDrain:LogDrain": _log_drain,
    "pulumi-python:dynamic/supabase:Project": _supabase,
    _NEON: _neon,
    "upstash:index/redisDatabase:RedisDatabase": _redis,
    "pulumi-python:dynamic/axiom:Dataset": _logs,
    "sentry:index/sentryProject:SentryProject": _sentry,
    _RAILWAY: _container,
    _CLOUD_RUN: _run,
    "gcp:compute/securityPolicy:SecurityPolicy": _armor,
    "cloudflare:index/loadBalancer:LoadBalancer": _balancing,
    _SQL: _database,
    "gcp:compute/backendService:BackendService": _backend,
    "gcp:compute/globalForwardingRule:GlobalForwardingRule": _listener,
    "gcp:compute/routerNat:RouterNat": _nat,
    "gcp:secretmanager/secretVersion:SecretVersion": _secret,
    "gcp:kms/cryptoKey:CryptoKey": _key,
    _POOL: _pool,
    "aws:sqs/queue:Queue": _queue,
}


def _gemini(stack: Stack, load: Load) -> list[dict[str, Any]]:
    long = "_long" if _is_long(stack.model, load) else ""
    return [
        {"vendor": "gemini", "meter": f"{stack.model}_{way}{long}", "quantity": _tokens(load, way)}
        for way in ("input", "output")
    ]


def _is_long(model: str, load: Load) -> bool:
    """Whether one prompt is so long that the model has another price, of all its tokens."""
    return model in _MODELS_BY_PROMPT and load["tokens_in"] > _LONG_PROMPT


def _llama(load: Load) -> dict[str, Any]:
    """Servers for the peak, all month; two at least, so that one may fail."""
    average = _tokens(load, "output") / _SECONDS_PER_MONTH
    servers = max(ceil(average * _PEAK / _LLAMA_TOKENS_PER_SECOND), 2)
    hours = servers * _SECONDS_PER_MONTH / _SECONDS_PER_HOUR
    return {"vendor": "gcp", "meter": f"vm_{_GPUS}", "region": _GPU_REGION, "quantity": hours}


def _tokens(load: Load, way: str) -> Decimal:
    size = load["tokens_in"] if way == "input" else load["tokens_out"]
    return load.requests * load["ai_share"] * size


def _number(given: Any, otherwise: int) -> Decimal:
    """An input as a number; a value that is not known yet counts as ``otherwise``."""
    try:
        return Decimal(str(given))
    except ArithmeticError:
        return Decimal(otherwise)


def _gib(size: str) -> Decimal:
    """A Kubernetes quantity of memory in GiB."""
    if size.endswith("Gi"):
        return _number(size[:-2], 1)
    return _number(size.removesuffix("Mi"), 512) / _MB_PER_GB


def main() -> None:
    """Answer each question; the first about a stack says what its program asks for."""
    stacks: dict[str, Stack] = {}
    for line in sys.stdin:
        told = json.loads(line)
        if "resources" in told:
            stacks[told["stack"]] = Stack(told["config"], told["resources"])
        answer = usage(told["stack"], stacks.get(told["stack"], Stack()), Load(told["workload"]))
        sys.stdout.write(f"---\n{json.dumps(answer, default=str)}\n")


if __name__ == "__main__":
    main()
