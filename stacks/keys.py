"""The config keys a phase can take, in groups, each with its type, limits and an example.

``google_keys`` has the groups of the phases on Google Cloud.

A value that differs between phases has no default here; a value that is safe in every phase lives
with the component's arguments. A group checks only what it can see; a check across keys sits at the
later one, so that pydantic reports it beside every other problem.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
)
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

from components.limits import places
from components.limits.places import Cloud
from components.validation import WHOLE
from providers.supabase import sizes as supabase

FRONTEND = "frontend"  # its own API routes, as a backend
API = "api"
# One path on every backend, so that a move changes no monitor; Google answers /healthz itself
# (https://cloud.google.com/run/docs/known-issues).
HEALTH_PATH = "/health"

UNLIMITED = -1
"""The default of a key of which 0 is a limit as well."""

Plan = Literal["hobby", "pro", "enterprise"]
ContainerPlatform = Literal["railway", "fly"]
Step = Literal["expand", "shift", "contract"]


def _from_json(value: object) -> object:
    """Config holds lists as JSON text."""
    if isinstance(value, str):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def example(value: object, **constraints: Any) -> Any:
    """Declare a key that has no default, with a value to show in messages."""
    return Field(examples=[value], **constraints)


def refused(summary: str, *, fix: str) -> PydanticCustomError:
    """Describe a value that contradicts another; ``fix`` is ``set KEY VALUE`` or ``rm KEY``."""
    return PydanticCustomError("refused", "{summary}", {"summary": summary, "fix": fix})


def refuse_if(problems: Iterable[str], *, fix: str) -> None:
    """Raise one refusal with all ``problems``, if there are any."""
    if found := list(problems):
        raise refused("; ".join(found), fix=fix)


def checks(key: str, problems: Callable[[Any], Iterable[str]], *, fix: str) -> Any:
    """Declare a check that refuses ``key`` with the problems of its value, if it has any."""

    def check(value: Any) -> Any:
        refuse_if(problems(value), fix=fix)
        return value

    return field_validator(key)(check)


@dataclass(frozen=True, kw_only=True)
class Advice:
    """A value that works and that an operator should know about; ``key`` in camelCase."""

    key: str
    text: str
    fix: str


def far(key: str, here: tuple[Cloud, str], there: tuple[Cloud, str], what: str) -> Iterator[Advice]:
    """Advise against a region that is far from the one it talks to."""
    distance = places.distance_km(here, there)
    if distance is not None and distance > places.NEAR_KM:
        # Light takes 1 ms for 200 km of fibre, there and back 100 km.
        text = (
            f"about {round(distance, -2):,} km from {what} in {there[1]}: each round trip takes "
            f"{distance // 100} ms or more"
        )
        yield Advice(key=key, text=text, fix=f"set {key} REGION")


def pool_size() -> Any:
    """Declare how many connections each process of a backend may open to the database.

    Each phase has the key as its last one: on Google Cloud the check needs all keys before it.
    """
    return example(5, default=5, ge=1, le=1000)


Percent = Annotated[int, Field(ge=1, le=99)]
Percents = Annotated[tuple[int, ...], BeforeValidator(_from_json)]
Texts = Annotated[tuple[str, ...], BeforeValidator(_from_json)]
Ids = Annotated[dict[str, str], BeforeValidator(_from_json)]
Cidr = Annotated[str, Field(pattern=r"^\d+(\.\d+){3}/\d+$")]
Image = Annotated[str, Field(pattern=r"^\S+@sha256:[0-9a-f]{64}$")]
Https = Annotated[str, Field(pattern=r"^https://[^\s/]+(/\S*)?$")]
Host = Annotated[str, Field(pattern=r"^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$")]

# Vercel's regions beside the AWS regions that Supabase offers (https://vercel.com/docs/regions).
VERCEL_REGIONS = {
    "ap-northeast-1": "hnd1",
    "ap-northeast-2": "icn1",
    "ap-south-1": "bom1",
    "ap-southeast-1": "sin1",
    "ap-southeast-2": "syd1",
    "ca-central-1": "yul1",
    "eu-central-1": "fra1",
    "eu-north-1": "arn1",
    "eu-west-1": "dub1",
    "eu-west-2": "lhr1",
    "eu-west-3": "cdg1",
    "sa-east-1": "gru1",
    "us-east-1": "iad1",
    "us-east-2": "cle1",
    "us-west-1": "sfo1",
    "us-west-2": "pdx1",
}

_LONGEST_DOMAIN = 253 - len("api-kubernetes.")
IMAGE = "asia-northeast1-docker.pkg.dev/faro-prod/faro/api@sha256:" + 64 * "0"


class Keys(BaseModel):
    """A group of keys: frozen, written in camelCase, closed to anything else."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        alias_generator=to_camel,
        hide_input_in_errors=True,
        validate_default=True,
    )

    def advice(self) -> Iterator[Advice]:
        """Name the values that work and that an operator should know about."""
        yield from ()


class Product(Keys):
    """Config of every phase: the domain, the frontend, the model and the monitoring."""

    gcp_project: str = example(
        "faro-prod", alias="gcp:project", pattern=r"^[a-z][a-z0-9-]{4,28}[a-z0-9]$"
    )
    gcp_region: str = example("asia-northeast1", alias="gcp:region", pattern=r"^[a-z]+-[a-z]+\d+$")
    domain: Host = example("faro.example")
    repository: str = example("faro-app/faro", pattern=r"^[\w.-]+/[\w.-]+$")
    vercel_plan: Plan = example("pro")
    vercel_region: str = example("hnd1", pattern=r"^[a-z]{3}\d$")
    rolling_release_percents: Percents = example([10, 50, 100], default=())
    supabase_organization: str = example("faro", min_length=1)
    supabase_plan: supabase.Plan = example("pro")
    supabase_region: str = example("ap-northeast-1", pattern=r"^[a-z]+-[a-z]+-\d$")
    supabase_compute_size: supabase.Size = example("small", default="nano")
    gemini_model: str = example(
        "gemini-2.5-flash",
        pattern=r"^gemini-[1-9]\d*(\.\d+)?-(pro|flash|flash-lite)(-[a-z0-9-]+)?$",
    )
    gemini_requests_per_minute: int = example(1000, ge=1)
    gemini_thinking_budget: int = example(1024, default=UNLIMITED, ge=UNLIMITED, le=32_768)
    gemini_key_generation: int = example(1, default=1, ge=1)
    sentry_organization: str = example("faro", min_length=1)
    sentry_events_per_minute: int = example(300, ge=1)
    auth_issuer: Https | None = example("https://login.faro.example", default=None)
    auth_jwks_url: Https | None = example("https://login.faro.example/jwks.json", default=None)
    auth_audience: str | None = example("faro", default=None, min_length=1)
    database_read_lag_seconds: int = example(10, default=10, ge=1, le=300)
    imports: Ids = example({"dns-app": "ZONE/RECORD"}, default={})
    alert_emails: Texts = example(["on-call@faro.example"], min_length=1)

    @property
    def thinking_budget(self) -> int | None:
        """The most tokens of thought for an answer; None: the model decides."""
        budget = self.gemini_thinking_budget
        return None if budget == UNLIMITED else budget

    @property
    def app_host(self) -> str:
        """Where the frontend answers."""
        return f"app.{self.domain}"

    @property
    def api_host(self) -> str:
        """Where the API answers once it has left the frontend."""
        return f"api.{self.domain}"

    @field_validator("gcp_project")
    @classmethod
    def _project_id_is_free(cls, project: str) -> str:
        # https://cloud.google.com/resource-manager/docs/creating-managing-projects
        taken = [word for word in ("google", "null", "undefined", "ssl") if word in project]
        refuse_if(
            [f"Google does not allow {word} in a project id" for word in taken],
            fix="set gcp:project faro-prod",
        )
        return project

    _google_has_the_region = checks(
        "gcp_region",
        partial(places.region_problems, "google"),
        fix="set gcp:region asia-northeast1",
    )

    @field_validator("domain")
    @classmethod
    def _hosts_fit(cls, domain: str) -> str:
        if len(domain) > _LONGEST_DOMAIN:
            raise refused(
                f"{len(domain)} characters: with a host name in front, DNS takes {_LONGEST_DOMAIN}",
                fix="set domain faro.example",
            )
        return domain

    @field_validator("supabase_region")
    @classmethod
    def _supabase_has_the_region(cls, region: str) -> str:
        if region not in VERCEL_REGIONS:
            raise refused(
                f"Supabase offers {', '.join(VERCEL_REGIONS)}",
                fix="set supabaseRegion ap-northeast-1",
            )
        return region

    @field_validator("auth_audience")
    @classmethod
    def _an_issuer_is_told_whole(cls, audience: str | None, info: ValidationInfo) -> str | None:
        told = {name: info.data.get(name) for name in ("auth_issuer", "auth_jwks_url")}
        told["auth_audience"] = audience
        for name, value in told.items():
            if value is None and any(told.values()):
                (sample,) = cls.model_fields[name].examples or ("",)
                raise refused(
                    "authIssuer, authJwksUrl and authAudience are given together, or none of them",
                    fix=f"set {to_camel(name)} {sample}",
                )
        return audience

    @field_validator("supabase_region")
    @classmethod
    def _functions_run_beside_the_database(cls, region: str, info: ValidationInfo) -> str:
        beside = VERCEL_REGIONS.get(region)
        chosen = info.data.get("vercel_region", beside)
        if beside is not None and chosen != beside:
            raise refused(
                f"functions in {chosen} are in another region: every query would cross regions",
                fix=f"set vercelRegion {beside}",
            )
        return region

    @field_validator("supabase_compute_size")
    @classmethod
    def _size_is_on_the_plan(cls, size: supabase.Size, info: ValidationInfo) -> supabase.Size:
        plan = info.data.get("supabase_plan")
        for problem in supabase.size_problems(plan, size) if plan else ():
            raise refused(problem, fix="rm supabaseComputeSize")
        return size

    @field_validator("rolling_release_percents")
    @classmethod
    def _release_needs_a_paid_plan(
        cls, percents: tuple[int, ...], info: ValidationInfo
    ) -> tuple[int, ...]:
        if percents and info.data.get("vercel_plan") == "hobby":
            raise refused(
                "rolling releases need vercelPlan pro or enterprise",
                fix="rm rollingReleasePercents",
            )
        if percents and (list(percents) != sorted(set(percents)) or percents[-1] != WHOLE):
            raise refused(
                f"the steps must be in ascending order and end at {WHOLE}",
                fix="set rollingReleasePercents [10,50,100]",
            )
        return percents


class Edge(Product):
    """The zone at Cloudflare; it comes with the domain, so it is created manually."""

    cloudflare_account: str = example(32 * "a", pattern=r"^[0-9a-f]{32}$")
    cloudflare_zone: str = example(32 * "b", pattern=r"^[0-9a-f]{32}$")

    @field_validator("cloudflare_zone")
    @classmethod
    def _zone_is_no_account(cls, zone: str, info: ValidationInfo) -> str:
        if zone == info.data.get("cloudflare_account"):
            raise refused(
                "this is the id of the account; the zone has one of its own, on its overview page",
                fix="set cloudflareZone ZONE_ID",
            )
        return zone


class UpstashRedis(Keys):
    """The Redis for rate limits."""

    redis_region: str = example("ap-northeast-1", pattern=r"^[a-z]+-[a-z]+-\d$")
    redis_read_regions: Texts = example(["us-east-1"], default=())
    redis_budget_usd: int = example(20, ge=1, le=10_000)

    _aws_has_the_region = checks(
        "redis_region", partial(places.region_problems, "aws"), fix="set redisRegion ap-northeast-1"
    )

    @field_validator("redis_read_regions")
    @classmethod
    def _aws_has_the_read_regions(
        cls, regions: tuple[str, ...], info: ValidationInfo
    ) -> tuple[str, ...]:
        problems = [p for region in regions for p in places.region_problems("aws", region)]
        if info.data.get("redis_region") in regions:
            problems.append(f"{info.data['redis_region']} is redisRegion already")
        if len(set(regions)) < len(regions):
            problems.append("a region is named twice")
        refuse_if(problems, fix="rm redisReadRegions")
        return regions

    def advice(self) -> Iterator[Advice]:
        """Name a Redis that is far from the functions that ask it at each request."""
        yield from super().advice()
        if isinstance(self, Product):
            functions: tuple[Cloud, str] = ("aws", self.supabase_region)
            yield from far("redisRegion", ("aws", self.redis_region), functions, "the functions")


class Move(Keys):
    """How far traffic has moved from the previous backend to this phase's backend.

    expand: the new one runs beside the old one, unused. shift: it gets ``canary_percent``, and
    writes to the database of the old one. contract: it gets everything, and writes to its own.
    """

    move_step: Step = example("expand")
    canary_percent: Percent | None = example(10, default=None)

    @property
    def new_percent(self) -> int:
        """The new backend's share of the requests, in percent."""
        shares = {"expand": 0, "shift": self.canary_percent or 0, "contract": WHOLE}
        return shares[self.move_step]

    @property
    def writers_moved(self) -> bool:
        """Whether data is written to the new backend's own database, and to no other."""
        return self.move_step == "contract"

    def shares(self, old: str, new: str) -> dict[str, int]:
        """Each backend's share of the requests, in percent."""
        return {old: WHOLE - self.new_percent, new: self.new_percent}

    @field_validator("canary_percent")
    @classmethod
    def _canary_belongs_to_shift(cls, percent: int | None, info: ValidationInfo) -> int | None:
        step = info.data.get("move_step")
        if step == "shift" and percent is None:
            raise refused("moveStep shift needs a percentage", fix="set canaryPercent 10")
        if step in {"expand", "contract"} and percent is not None:
            raise refused(f"moveStep {step} takes no percentage", fix="rm canaryPercent")
        return percent


class Previous(Move):
    """The removal of the previous backend: the second of the two updates that retire it."""

    retire_previous: bool = example("true", default=False)

    def shares(self, old: str, new: str) -> dict[str, int]:
        """Each backend's share of the requests, in percent."""
        return {new: WHOLE} if self.retire_previous else super().shares(old, new)

    @field_validator("retire_previous")
    @classmethod
    def _retire_comes_last(cls, retire: bool, info: ValidationInfo) -> bool:
        if retire and info.data.get("move_step") in {"expand", "shift"}:
            raise refused(
                "the old backend still gets requests before moveStep contract",
                fix="rm retirePrevious",
            )
        return retire


class Container(Keys):
    """The backend while it runs on Railway or Fly, and its database at Neon, if it has one."""

    service_image: Image | None = example(IMAGE, default=None)
    service_region: str | None = example("nrt", default=None, min_length=3)
    service_replicas: int = example(2, default=2, ge=2, le=50)
    railway_workspace: str | None = example("5f0c7a64-…", default=None, min_length=1)
    fly_organization: str | None = example("faro", default=None, min_length=1)
    neon_region: str | None = example(
        "aws-ap-southeast-1", default=None, pattern=r"^(aws|azure)-[a-z0-9-]+$"
    )
    neon_organization: str | None = example("org-faro-12345678", default=None, min_length=1)
    neon_max_units: int = example(8, default=4, ge=1, le=56)
    request_timeout_seconds: int = example(300, default=300, ge=10, le=3600)


_NEEDED = {
    "railway": ("service_image", "service_region", "railway_workspace"),
    "fly": ("service_image", "service_region", "fly_organization"),
}


def check_container(backend: str, info: ValidationInfo) -> str:
    """Check that all config of the container's platform is set."""
    for name in _NEEDED.get(backend, ()):
        if name in info.data and info.data[name] is None:  # else it is wrong itself, and reported
            sample = Container.model_fields[name].examples
            raise refused(
                f"{backend} needs {to_camel(name)}",
                fix=f"set {to_camel(name)} {sample[0] if sample else ''}",
            )
    return backend


def check_data_verified(home: str | None, verified: str | None, step: str | None) -> str | None:
    """Check that the data in ``home`` is confirmed before requests move to its backend.

    ``home`` is the database that the writers move to, None where they stay with theirs. No program
    here copies data; a database that is new is empty.
    """
    if home is not None and step in {"shift", "contract"} and verified != home:
        raise refused(
            f"moveStep {step} sends requests to a backend whose database {home} starts empty; copy "
            "the data, compare both databases, then confirm it",
            fix=f"set dataVerified {home}",
        )
    return verified
