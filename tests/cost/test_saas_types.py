"""Zones, Workers, seats and stores of the vendors that a frontend is built on."""

from decimal import Decimal
from typing import Any

import pytest

from faro.model.snapshot import Resource

from .test_estimate import amounts, priced, resource

ZONE = "cloudflare:index/zone:Zone"
RECORD = "cloudflare:index/dnsRecord:DnsRecord"
WORKER = "cloudflare:index/workersScript:WorkersScript"
BUCKET = "cloudflare:index/r2Bucket:R2Bucket"
MEMBER = "vercel:index/teamMember:TeamMember"


def bill(*resources: Resource, plan: str = "Pro", **usage: Any) -> Decimal:
    return priced(*resources, plans={"cloudflare": plan, "vercel": plan}, **usage).bill.total


def of(record: Resource, zone: Resource) -> Resource:
    """The record, whose zone is a resource of the program."""
    return Resource(
        urn=record.urn,
        type=record.type,
        name=record.name,
        inputs=record.inputs,
        property_dependencies={"zoneId": (zone.urn,)},
    )


def test_each_zone_pays_its_plan() -> None:
    assert bill(resource(ZONE, "a"), resource(ZONE, "b")) == Decimal(50)
    assert bill(resource(ZONE, plan="business")) == Decimal(200)


def test_a_subscription_pays_instead_of_its_zone() -> None:
    zone = resource(ZONE, "zone")
    type_ = "cloudflare:index/zoneSubscription:ZoneSubscription"
    subscription = of(resource(type_, "plan", ratePlan={"id": "business"}), zone)
    assert bill(zone, subscription) == Decimal(200)


def test_what_belongs_to_a_zone_brings_its_fee_once() -> None:
    assert bill(resource(RECORD, "a"), resource(RECORD, "b")) == Decimal(25)
    zone = resource(ZONE, "zone")
    assert bill(zone, of(resource(RECORD, "a"), zone)) == Decimal(25)


def test_workers_are_sold_beside_the_plan_of_a_zone() -> None:
    used = {"resource_usage": {"one": {"workers_requests": 11_000_000, "workers_cpu_ms": 0}}}
    # 5 + 1 M requests beyond 10 M at 0.30
    assert bill(resource(WORKER), plan="Pro + Workers Paid", **used) == Decimal("5.30")
    assert bill(resource(WORKER), resource(ZONE), plan="Pro + Workers Paid", **used) == Decimal(
        "30.30"
    )
    assert priced(resource(WORKER), plans={"cloudflare": "Pro"}, **used).is_at_least


def test_r2_has_no_fee_and_another_price_for_what_is_rarely_read() -> None:
    used = {"r2_storage": 110, "r2_class_a": 0, "r2_class_b": 0}
    assert bill(resource(BUCKET), resource_usage={"one": used}) == Decimal("1.500")
    cold = amounts(priced(resource(BUCKET, storageClass="InfrequentAccess")))
    assert set(cold) == {"r2_ia_storage", "r2_ia_class_a", "r2_ia_class_b", "r2_ia_retrieval"}


@pytest.mark.parametrize(("role", "seats"), [("MEMBER", 20), ("DEVELOPER", 20), ("VIEWER", 0)])
def test_who_can_deploy_has_a_seat(role: str, seats: int) -> None:
    found = amounts(priced(resource(MEMBER, role=role), plans={"vercel": "Pro"}))
    assert found.get("seat", Decimal(0)) == seats


@pytest.mark.parametrize(
    ("type_", "meters"),
    [
        ("vercel:index/deployment:Deployment", {"plan_fee", "build_cpu_minutes"}),
        (
            "vercel:index/edgeConfig:EdgeConfig",
            {"plan_fee", "edge_config_reads", "edge_config_writes"},
        ),
        ("upstash:index/vectorIndex:VectorIndex", {"vector_requests", "vector_storage"}),
        ("upstash:index/qStashTopicV2:QStashTopicV2", {"qstash_messages"}),
        ("cloudflare:index/queue:Queue", {"plan_fee", "queues_operations"}),
    ],
)
def test_what_a_type_is_charged_for_is_named(type_: str, meters: set[str]) -> None:
    plans = {"vercel": "Pro", "cloudflare": "Workers Paid"}
    found = priced(resource(type_), plans=plans)
    assert set(amounts(found)) == meters
    assert found.is_at_least
