"""What a workload uses in each phase: a line of JSON in, a usage file out, as often as asked.

    echo '{"stack": "phase2", "workload": {"requests": "1000000", …}}' | python stacks/usage.py

Knows where each phase sends a request, and nothing of prices. The standard library is enough.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from decimal import ROUND_CEILING, Decimal
from math import ceil
from typing import Any

Meters = dict[str, Decimal]

PLANS = {
    "axiom": "Axiom Cloud",
    "cloudflare": "Pro",
    "neon": "Launch",
    "railway": "Pro",
    "sentry": "Team",
}
_VERCEL_PLAN = {"phase1": "Hobby"}
_ON_FUNCTIONS = ("phase1", "phase1.5")
_MODEL = "gemini-2.5-flash"

# Llama 3.3 70B in FP8 on two H100: output tokens a second at full load, 1,000 in and 1,000 out
# (NVIDIA, TensorRT-LLM performance overview, 2025-09).
_LLAMA_TOKENS_PER_SECOND = Decimal(4205)
_GPUS = "a3-highgpu-2g"
_GPU_REGION = "us-central1"
_PEAK = Decimal(3)  # the busiest hour against the average, assumed

_KB_PER_GB = Decimal(1_000_000)
_MS_PER_HOUR = Decimal(3_600_000)
_MS_PER_SECOND = Decimal(1000)
_SECONDS_PER_MONTH = Decimal(2_628_000)
_FUNCTION_GB = Decimal(2)
_CONTAINER_GB = Decimal("0.5")
_BYTES_PER_TOKEN = Decimal(4)
_LOOKUPS_PER_VISIT = Decimal(2)
_READS_OF_A_SECRET = Decimal(1000)  # when an instance starts
_CALLS_PER_MESSAGE = Decimal(3)  # send, receive, delete
_NODE = "n2-standard-4"
_CPUS_OF_A_NODE = Decimal("3.9")
_FEWEST_NODES = Decimal(3)
_READ_NODES = Decimal(2)
_COMMANDS_PER_REQUEST = Decimal(2)  # count and expire, for each limited request
_EDGE_PER_VISIT = Decimal(30)  # files of a visit


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


def usage(phase: str, load: Load) -> dict[str, Any]:
    """The usage file of a phase, or of one way to a model."""
    if phase == "gemini":
        return {"account_usage": _gemini(load)}
    if phase == "own-llama":
        return {"account_usage": [_llama(load)]}
    return {
        "version": 0.1,
        "plans": {**PLANS, "vercel": _VERCEL_PLAN.get(phase, "Pro")},
        "resource_usage": {
            "frontend-project": _frontend(phase, load),
            **_firewall(phase, load),
            "frontend-logs": {"log_drains": _logs_gb(load)},
            "supabase-project": _supabase(phase, load),
            "redis-database": _redis(load),
            "logs-frontend": {"data_loading": _logs_gb(load)},
            "monitoring-frontend": _sentry(load),
            **_backend(phase, load),
        },
        "account_usage": _gemini(load),
    }


def _frontend(phase: str, load: Load) -> Meters:
    served = load.pages_gb + load.api_gb
    calls = load.requests if phase in _ON_FUNCTIONS else load.visits
    share = calls / load.requests if load.requests else Decimal(0)
    return {
        "edge_requests": load.requests + load.visits * _EDGE_PER_VISIT,
        "fast_data_transfer": served,
        "fast_origin_transfer": load.api_gb,
        "function_invocations": calls,
        "active_cpu": load.hours("cpu_ms_per_request") * share,
        "provisioned_memory": load.hours("wall_ms_per_request") * share * _FUNCTION_GB,
    }


def _firewall(phase: str, load: Load) -> dict[str, Meters]:
    """Rate limiting is metered on paid plans."""
    return {} if phase in _VERCEL_PLAN else {"frontend-firewall": {"waf_rate_limit": load.requests}}


def _supabase(phase: str, load: Load) -> Meters:
    disk = "database_size" if phase == "phase1" else "disk_gp3"
    return {
        "mau": load["mau"],
        "egress": load.api_gb,
        "cached_egress": Decimal(0),
        disk: load.stored_gb,
        "storage": Decimal(0),
    }


def _redis(load: Load) -> Meters:
    return {
        "commands": load.requests * _COMMANDS_PER_REQUEST,
        "storage": Decimal(1),
        "bandwidth": load.requests / _KB_PER_GB,
    }


def _backend(phase: str, load: Load) -> dict[str, Meters]:
    """The API away from the frontend, with its logs and errors."""
    if phase in _ON_FUNCTIONS:
        return {}
    own = {"logs-api": {"data_loading": _logs_gb(load)}, "monitoring-api": _sentry(load)}
    if phase == "phase2":
        return {**own, "api-service": _container(load)}
    at_google = {**own, **_google(load)}
    if phase == "phase2-cloudrun":
        return {**at_google, "api-run-service": _run(load)}
    return {**at_google, "api-run-service": dict.fromkeys(_RUN, Decimal(0)), **_cluster(load)}


def _container(load: Load) -> Meters:
    """One container, and more where it is not enough."""
    cpus = load.busy_seconds / _SECONDS_PER_MONTH
    memory = max(cpus * 2, Decimal(1)) * _CONTAINER_GB
    return {"vcpu_months": cpus, "memory_gb_months": memory, "egress": load.api_gb}


_RUN = ("run_requests", "run_cpu", "run_memory")


def _run(load: Load) -> Meters:
    sizes = (load.requests, load.busy_seconds, load.busy_seconds * _CONTAINER_GB)
    return dict(zip(_RUN, sizes, strict=True))


def _google(load: Load) -> dict[str, Meters]:
    """What both phases at Google Cloud have beside what runs the API."""
    return {
        "origin-policy": {"armor_requests": load.requests},
        "api-edge-host": {"load_balancing_dns": load.visits * _LOOKUPS_PER_VISIT},
        "database-primary": {"sql_ssd_regional": load.stored_gb},
        "network-nat": {"nat_vm": load.busy_seconds / 3600, "nat_data": load.ai_gb},
        "secrets-*-version": {"secret_access": _READS_OF_A_SECRET},
    }


def _cluster(load: Load) -> dict[str, Meters]:
    """Nodes beyond the fewest, the read pool's disks, and the queue of the workers."""
    nodes = load.busy_seconds / _SECONDS_PER_MONTH * _PEAK / _CPUS_OF_A_NODE
    more = max(nodes.to_integral_value(ROUND_CEILING) - _FEWEST_NODES, Decimal(0))
    asked = load.requests * load["ai_share"]
    failed = asked * load["error_share"]
    return {
        "cluster-pool-general": {f"vm_{_NODE}": more * _SECONDS_PER_MONTH / 3600},
        "cluster-secrets-key": {"kms_operations": _READS_OF_A_SECRET},
        "database-read-pool": {"sql_ssd_zonal": load.stored_gb * _READ_NODES},
        "ai-queue-main": {"sqs_requests": asked * _CALLS_PER_MESSAGE},
        "ai-queue-dead-letters": {"sqs_requests": failed * _CALLS_PER_MESSAGE},
        "logs-ai-worker": {"data_loading": _logs_gb(load) * load["ai_share"]},
        "monitoring-ai-worker": {
            meter: amount * load["ai_share"] for meter, amount in _sentry(load).items()
        },
    }


def _logs_gb(load: Load) -> Decimal:
    return load.requests * load["log_bytes_per_request"] / (_KB_PER_GB * 1000)


def _sentry(load: Load) -> Meters:
    return {
        "errors_payg": load.requests * load["error_share"],
        "spans_payg": load.requests * load["spans_per_request"],
    }


def _gemini(load: Load) -> list[dict[str, Any]]:
    return [
        {"vendor": "gemini", "meter": f"{_MODEL}_{way}", "quantity": _tokens(load, way)}
        for way in ("input", "output")
    ]


def _llama(load: Load) -> dict[str, Any]:
    """Servers for the peak, all month; two at least, so that one may fail."""
    average = _tokens(load, "output") / _SECONDS_PER_MONTH
    servers = max(ceil(average * _PEAK / _LLAMA_TOKENS_PER_SECOND), 2)
    hours = servers * _SECONDS_PER_MONTH / 3600
    return {"vendor": "gcp", "meter": f"vm_{_GPUS}", "region": _GPU_REGION, "quantity": hours}


def _tokens(load: Load, way: str) -> Decimal:
    size = load["tokens_in"] if way == "input" else load["tokens_out"]
    return load.requests * load["ai_share"] * size


if __name__ == "__main__":
    for line in sys.stdin:
        asked = json.loads(line)
        answer = usage(asked["stack"], Load(asked["workload"]))
        sys.stdout.write(f"---\n{json.dumps(answer, default=str)}\n")
