"""Vercel, Supabase, Neon, Upstash, Axiom, Sentry, Railway, Fly.io, Cloudflare and SQS."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from stacks.meters.load import KB_PER_GB, MS_PER_HOUR, SECONDS_PER_HOUR, SECONDS_PER_MONTH, Load
from stacks.meters.model import open_seconds
from stacks.meters.program import FLY, NEON, QUEUE, RAILWAY, VERCEL, Asked, Meters, Program, number

_FUNCTION_GB = {"standard": Decimal(2), "performance": Decimal(4)}  # vercel.com/docs/functions
_EDGE_PER_VISIT = Decimal(30)  # files of a visit
_COMMANDS_PER_REQUEST = Decimal(2)  # count and expire, both are writes
_LOOKUPS_PER_VISIT = Decimal(2)
_CALLS_PER_MESSAGE = Decimal(3)  # send, receive, delete
_MAILS = Decimal(720)  # an alarm in every hour of a month, which none should reach
_HOBBY = "hobby"


def plans(program: Program) -> dict[str, str]:
    """The plans that config names; none where it does not."""
    plan = _vercel_plan(program)
    return {"vercel": plan.capitalize()} if plan else {}


def _vercel_plan(program: Program) -> str:
    return program.config.get("faro:vercelPlan", "")


def account(program: Program, load: Load) -> Iterator[dict[str, Any]]:
    """What no resource is charged for: seats at Vercel, and what leaves AWS for the workers."""
    if any(True for _ in program.of(VERCEL)) and _vercel_plan(program) != _HOBBY:
        yield {"vendor": "vercel", "meter": "seat", "quantity": load["seats"] - 1}
    if any(True for _ in program.of(QUEUE)):
        region = program.config.get("aws:region", "")
        out = {"meter": "egress_internet", "region": region, "quantity": load.model_gb}
        yield {"vendor": "aws", **out}


def _frontend(asked: Asked) -> Meters:
    """With a backend, functions make pages alone; without one, they answer the API as well, and
    stay up while the model's answer is streamed.
    """
    load, alone = asked.load, not asked.program.backends
    calls = load.requests if alone else load.visits
    waiting = load.visits * load["wall_ms_per_request"] / 1000
    up = open_seconds(asked.program, load) if alone else waiting
    size = asked.block("resourceConfig").get("functionDefaultMemoryType", "standard")
    return {
        "edge_requests": load.requests + load.visits * _EDGE_PER_VISIT,
        "fast_data_transfer": load.pages_gb + load.api_gb,
        "fast_origin_transfer": load.api_gb,
        "function_invocations": calls,
        "active_cpu": calls * load["cpu_ms_per_request"] / MS_PER_HOUR,
        "provisioned_memory": up / SECONDS_PER_HOUR * _FUNCTION_GB[size],
    }


def _firewall(asked: Asked) -> Meters:
    """Rate limiting is metered on paid plans."""
    if _vercel_plan(asked.program) == _HOBBY:
        return {}
    return {"waf_rate_limit": asked.load.requests}


def _log_drain(asked: Asked) -> Meters:
    return {"log_drains": asked.load.logs_gb}


def _supabase(asked: Asked) -> Meters:
    """Auth always; the database and what leaves it only where the data is there."""
    disk = "database_size" if asked.inputs.get("plan") == "free" else "disk_gp3"
    data = Decimal(0) if asked.program.stores_elsewhere else Decimal(1)
    return {
        "mau": asked.load["mau"],
        "egress": asked.load.api_gb * data,
        "cached_egress": Decimal(0),
        disk: asked.load.stored_gb * data,
        "storage": Decimal(0),
    }


def _neon(asked: Asked) -> Meters:
    """Compute for what the database does, between the least and the most of the project."""
    least, most = asked.number("min_units", 0), asked.number("max_units", 0)
    wanted = asked.load.database_cpus
    units = min(max(wanted, least), most or wanted)
    return {
        "compute": units * SECONDS_PER_MONTH / SECONDS_PER_HOUR,
        "storage": asked.load.stored_gb,
        "history": asked.load.stored_gb * asked.load["database_change_share"],
        "egress": asked.load.api_gb,
    }


def _redis(asked: Asked) -> Meters:
    """Each write is copied to the regions that are read from, and counts there as well
    (upstash.com/docs/redis/features/globaldatabase).
    """
    regions = 1 + len(asked.inputs.get("readRegions") or ())
    return {
        "commands": asked.load.requests * _COMMANDS_PER_REQUEST * regions,
        "storage": Decimal(1),
        "bandwidth": asked.load.requests / KB_PER_GB,
    }


def _logs(asked: Asked) -> Meters:
    return {"data_loading": asked.load.logs_gb * asked.load.share_of(asked.name)}


def _sentry(asked: Asked) -> Meters:
    seen = asked.load.requests * asked.load.share_of(asked.name)
    return {
        "errors_payg": seen * asked.load["error_share"],
        "spans_payg": seen * asked.load["spans_per_request"],
    }


def _container(asked: Asked) -> Meters:
    """The containers that are asked for, and more of their size where they are not enough."""
    cpus = asked.load.busy_cpus
    counts = (asked.inputs.get("replicas") or {"": 1}).values()
    replicas = sum((number(count, 1) for count in counts), Decimal(0))
    wanted = max(cpus / asked.number("vcpus", 1), replicas)
    return {
        "vcpu_months": cpus,
        "memory_gb_months": wanted * asked.number("memory_gb", 1),
        "egress": asked.load.api_gb,
    }


def _machines(asked: Asked) -> Meters:
    return {"egress": asked.load.api_gb}


def _balancing(asked: Asked) -> Meters:
    return {"load_balancing_dns": asked.load.visits * _LOOKUPS_PER_VISIT}


def _queue(asked: Asked) -> Meters:
    messages = asked.load.questions
    if asked.name.endswith("dead-letters"):
        messages *= asked.load["error_share"]
    return {"sqs_requests": messages * _CALLS_PER_MESSAGE}


def _alarms(_asked: Asked) -> Meters:
    return {"sns_requests": _MAILS}


def _mails(_asked: Asked) -> Meters:
    return {"sns_email_notifications": _MAILS}


METERS: Mapping[str, Callable[[Asked], Meters]] = {
    VERCEL: _frontend,
    "vercel:index/firewallConfig:FirewallConfig": _firewall,
    "vercel:index/logDrain:LogDrain": _log_drain,
    "pulumi-python:dynamic/supabase:Project": _supabase,
    NEON: _neon,
    "upstash:index/redisDatabase:RedisDatabase": _redis,
    "pulumi-python:dynamic/axiom:Dataset": _logs,
    "sentry:index/sentryProject:SentryProject": _sentry,
    RAILWAY: _container,
    FLY: _machines,
    "cloudflare:index/loadBalancer:LoadBalancer": _balancing,
    QUEUE: _queue,
    "aws:sns/topic:Topic": _alarms,
    "aws:sns/topicSubscription:TopicSubscription": _mails,
}
