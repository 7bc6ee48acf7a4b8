"""The config of each phase; only this module reads it.

Reads the stack's whole config at once, so that every problem is reported together: unknown keys,
missing values, wrong types, values out of range and keys that contradict each other, each with what
is allowed and the command that fixes it. A secret's value is never shown.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, Literal, TypeVar

import pulumi
from pulumi.runtime import config as runtime_config
from pydantic import Field, ValidationError, ValidationInfo, field_validator

from components.limits import cloud_sql, places
from components.naming import SERVICE_ACCOUNT_LIMIT
from stacks.google_keys import (
    CloudRunService,
    Cluster,
    Platform,
    check_connections,
    check_requests_end_first,
)
from stacks.keys import (
    FRONTEND,
    UNLIMITED,
    Advice,
    Container,
    ContainerPlatform,
    Edge,
    Keys,
    Move,
    Previous,
    Product,
    UpstashRedis,
    check_container,
    check_data_verified,
    checks,
    example,
    far,
    pool_size,
    refuse_if,
    refused,
)

T = TypeVar("T", bound=Keys)

LONGEST_PROJECT = SERVICE_ACCOUNT_LIMIT - len("-ai-worker")
"""A service account's name is the shortest that a platform takes, and this the longest role."""


class Phase1(Product):
    """Everything on the frontend's platform."""

    database_pool_size: int = pool_size()


class Phase15(UpstashRedis, Edge):
    """Rate limits and a cache in front."""

    database_pool_size: int = pool_size()


class Phase2(Container, Move, UpstashRedis, Edge):
    """A backend of its own on Railway or Fly, called by the frontend."""

    backend: ContainerPlatform = example("railway")

    data_verified: str | None = example("neon", default=None)
    database_pool_size: int = pool_size()

    _container = field_validator("backend")(check_container)

    @field_validator("data_verified")
    @classmethod
    def _data_is_there(cls, verified: str | None, info: ValidationInfo) -> str | None:
        home = "neon" if info.data.get("neon_region") else None
        return check_data_verified(home, verified, info.data.get("move_step"))


class Phase2CloudRun(CloudRunService, Platform, Container, Previous, UpstashRedis, Edge):
    """The API on Cloud Run with its own database."""

    previous_backend: Literal["frontend", "railway", "fly"] = example("frontend")
    data_verified: str | None = example("cloud-sql-g1", default=None)
    database_pool_size: int = pool_size()

    _container = field_validator("previous_backend")(check_container)
    _pools = field_validator("database_pool_size")(check_connections)

    @field_validator("previous_backend")
    @classmethod
    def _the_frontend_stays(cls, previous: str, info: ValidationInfo) -> str:
        if previous == FRONTEND and info.data.get("retire_previous"):
            raise refused(
                "the frontend stays, so there is nothing to retire", fix="rm retirePrevious"
            )
        return previous

    @field_validator("data_verified")
    @classmethod
    def _data_is_there(cls, verified: str | None, info: ValidationInfo) -> str | None:
        return check_data_verified(_cloud_sql(info), verified, info.data.get("move_step"))


class Phase3(Cluster, CloudRunService, Platform, Container, Previous, UpstashRedis, Edge):
    """API and workers on Kubernetes, read nodes, a cache and a queue."""

    previous_backend: Literal["cloud-run", "railway", "fly"] = example("cloud-run")
    data_verified: str | None = example("cloud-sql-g1", default=None)
    database_read_nodes: int = example(2, ge=0, le=20)
    database_read_tier: str | None = example("db-perf-optimized-N-8", default=None)
    database_read_max_connections: int | None = example(2000, default=None, ge=25)
    cache_memory_gib: int = example(5, ge=1, le=300)
    aws_region: str = Field(
        alias="aws:region", examples=["ap-northeast-1"], pattern=r"^[a-z]+-[a-z]+-\d$"
    )
    database_pool_size: int = pool_size()

    _container = field_validator("previous_backend")(check_container)
    _requests = field_validator("request_timeout_seconds")(check_requests_end_first)
    _pools = field_validator("database_pool_size")(check_connections)

    @field_validator("data_verified")
    @classmethod
    def _data_is_there(cls, verified: str | None, info: ValidationInfo) -> str | None:
        stays = info.data.get("previous_backend") in {None, "cloud-run"}
        home = None if stays else _cloud_sql(info)
        return check_data_verified(home, verified, info.data.get("move_step"))

    @field_validator("database_read_max_connections")
    @classmethod
    def _a_node_is_never_smaller(cls, nodes: int | None, info: ValidationInfo) -> int | None:
        primary = info.data.get("database_max_connections", 0)
        if nodes is not None and nodes < primary:
            raise refused(
                f"a read node needs at least the {primary} of databaseMaxConnections",
                fix="rm databaseReadMaxConnections",
            )
        tier = info.data.get("database_read_tier") or info.data.get("database_tier")
        if nodes is not None and tier is not None:
            problems = cloud_sql.connection_problems(nodes, tier)
            refuse_if(problems, fix=f"set databaseReadMaxConnections {cloud_sql.room(tier)}")
        return nodes

    @field_validator("database_read_tier")
    @classmethod
    def _a_node_has_no_fewer_cpus(cls, tier: str | None, info: ValidationInfo) -> str | None:
        if tier is None:
            return None
        refuse_if(cloud_sql.tier_problems(tier), fix="rm databaseReadTier")
        node, primary = cloud_sql.tier(tier), cloud_sql.tier(info.data.get("database_tier", ""))
        if node and primary and (node.edition != primary.edition or node.cpus < primary.cpus):
            raise refused(
                f"a read node needs at least the machine of databaseTier {primary.name}",
                fix="rm databaseReadTier",
            )
        return tier

    @field_validator("database_read_nodes")
    @classmethod
    def _a_pool_needs_the_larger_edition(cls, nodes: int, info: ValidationInfo) -> int:
        tier = cloud_sql.tier(info.data.get("database_tier", ""))
        if nodes and tier is not None and tier.edition == "ENTERPRISE":
            raise refused(
                f"read nodes need a databaseTier of Enterprise Plus, not {tier.name}",
                fix="set databaseTier db-perf-optimized-N-4",
            )
        return nodes

    _aws_has_its_region = checks(
        "aws_region", partial(places.region_problems, "aws"), fix="set aws:region ap-northeast-1"
    )

    def advice(self) -> Iterator[Advice]:
        """Name a read pool of one node, and a queue far from the cluster."""
        yield from super().advice()
        if self.database_read_nodes == 1:
            yield Advice(
                key="databaseReadNodes",
                text="one node: reads fail while it restarts",
                fix="set databaseReadNodes 2",
            )
        here = self.aws_region
        yield from far("aws:region", ("aws", here), ("google", self.gcp_region), "the cluster")


def _cloud_sql(info: ValidationInfo) -> str:
    """Name the server that was verified; a new server is empty."""
    return f"cloud-sql-g{info.data.get('database_generation', 1)}"


AnyPhase = Phase1 | Phase15 | Phase2 | Phase2CloudRun | Phase3

BY_PHASE: dict[str, type[Product]] = {
    "phase1": Phase1,
    "phase1.5": Phase15,
    "phase2": Phase2,
    "phase2-cloudrun": Phase2CloudRun,
    "phase3": Phase3,
}


def read(model: type[T]) -> T:
    """Read the running stack's config as ``model``; RunError with every problem otherwise."""
    _check_project_name()
    given = _given(model)
    try:
        settings = model.model_validate(given)
    except ValidationError as error:
        problems = [_Problem(model, given, dict(e)).text() for e in error.errors()]
    else:
        _warn(settings, given)
        return settings
    count = f"{len(problems)} problem{'s' if len(problems) > 1 else ''}"
    heading = f"{count} in the config of stack {pulumi.get_stack()}"
    raise pulumi.RunError("\n\n".join([f"{heading}:", *problems]))


def _check_project_name() -> None:
    """Refuse a name of the Pulumi project with which the longest physical name does not fit."""
    project = pulumi.get_project()
    if len(project) > LONGEST_PROJECT:
        raise pulumi.RunError(
            f"The name of the project, {project!r}, has {len(project)} characters: physical names "
            f"begin with it, so it takes at most {LONGEST_PROJECT} characters.\n"
            "  Change name in Pulumi.yaml"
        )


def _warn(settings: Keys, given: Mapping[str, str]) -> None:
    """Log each value that works and that an operator should know about."""
    for advice in settings.advice():
        verb, key, *value = advice.fix.split(" ", 2)
        shown = f"{given[advice.key]!r}: " if advice.key in given else ""
        command = " ".join(["pulumi config", verb, _full(key), *value])
        pulumi.log.warn(
            f"{_full(advice.key)}: {shown}{advice.text}\n  {command} --stack {pulumi.get_stack()}"
        )


def _given(model: type[Keys]) -> dict[str, str]:
    """Return the project's keys without their namespace, and the provider keys of ``model``."""
    # Config has no public way to list its keys; this is the only use of the private one.
    everything: Mapping[str, str] = {
        **runtime_config.get_config_env(),
        **runtime_config.CONFIG.get(),
    }
    prefix = f"{pulumi.get_project()}:"
    own = {
        key.removeprefix(prefix): value
        for key, value in everything.items()
        if key.startswith(prefix) and not _is_left_out(key.removeprefix(prefix), value, model)
    }
    foreign = {key: everything[key] for key in _aliases(model) & everything.keys() if ":" in key}
    return own | foreign


def _is_left_out(key: str, value: str, model: type[Keys]) -> bool:
    """Return whether a value is the empty default of Pulumi.yaml, not a chosen value.

    The engine wants every declared key to have a value; 0 and false count where a phase needs them,
    or where the empty default is another.
    """
    left_out = value in ("", "[]", "{}")
    return left_out or (value in ("0", "false") and key not in _zero_counts(model))


def _zero_counts(model: type[Keys]) -> set[str]:
    return {
        field.alias or name
        for name, field in model.model_fields.items()
        if field.is_required() or field.default == UNLIMITED
    }


def _aliases(model: type[Keys]) -> set[str]:
    return set(model.model_json_schema(by_alias=True)["properties"])


class _Problem:
    """One of pydantic's errors, explained for a person who edits config."""

    def __init__(
        self, model: type[Keys], given: Mapping[str, str], error: Mapping[str, Any]
    ) -> None:
        self._model = model
        self._given = given
        self._error = error
        # pydantic names a key by its field where only the default was checked.
        place = str(error["loc"][0])
        field = model.model_fields.get(place)
        self._key = field.alias or place if field else place
        self._schema = model.model_json_schema(by_alias=True)["properties"].get(self._key, {})

    def text(self) -> str:
        """Describe the problem of the key, the allowed values, and the command that fixes it."""
        lines = [f"{_full(self._key)}: {self._summary()}"]
        if self._error["type"] not in {"extra_forbidden", "refused"}:
            lines.append(f"  allowed: {allowed(self._schema)}")
        lines.append(f"  pulumi config {self._fix()} --stack {pulumi.get_stack()}")
        return "\n".join(lines)

    def _summary(self) -> str:
        match self._error["type"]:
            case "missing":
                return "not set"
            case "extra_forbidden":
                return self._unknown()
            case "refused":
                shown = f"{self._shown()}: " if self._key in self._given else ""
                return f"{shown}{self._error['ctx']['summary']}"
            case _:
                return f"{self._shown()} is invalid"

    def _unknown(self) -> str:
        takers = [phase for phase, model in BY_PHASE.items() if self._key in _aliases(model)]
        if takers:
            return f"not used by this phase (used by {', '.join(takers)})"
        near = difflib.get_close_matches(self._key, _aliases(self._model), n=1)
        return "unknown key" + (f"; did you mean {_full(near[0])}?" if near else "")

    def _fix(self) -> str:
        if self._error["type"] == "extra_forbidden":
            return f"rm {_full(self._key)}"
        if self._error["type"] == "refused":
            verb, key, *value = self._error["ctx"]["fix"].split(" ", 2)
            return " ".join([verb, _full(key), *(_quoted(text) for text in value)])
        sample = self._schema.get("examples", [""])[0]
        value = sample if isinstance(sample, str) else json.dumps(sample, separators=(",", ":"))
        return f"set {_full(self._key)} {_quoted(value)}"

    def _shown(self) -> str:
        if runtime_config.is_config_secret(_full(self._key)):
            return "[secret]"
        return repr(self._given[self._key])


def _full(key: str) -> str:
    return key if ":" in key else f"{pulumi.get_project()}:{key}"


def _quoted(value: str) -> str:
    return f"'{value}'" if any(sign in value for sign in '[]{}" ') else value


def allowed(schema: Mapping[str, Any]) -> str:
    """Say in words what a key's JSON schema lets through."""
    options = [part for part in schema.get("anyOf", [schema]) if part.get("type") != "null"]
    rule = options[0]
    if "enum" in rule:
        return ", ".join(rule["enum"])
    if rule.get("type") == "integer":
        least, most = rule.get("minimum"), rule.get("maximum")
        return f"a whole number, {least} to {most}" if most else f"a whole number from {least}"
    if rule.get("type") == "boolean":
        return "true, false"
    if rule.get("type") == "array":
        return f"a list such as {json.dumps(schema['examples'][0])}"
    if rule.get("type") == "object":
        return f"an object such as {json.dumps(schema['examples'][0])}"
    return f"text such as {schema['examples'][0]}"
