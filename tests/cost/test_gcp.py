"""Google Cloud and AWS, each bill worked by hand from the prices' own figures (in the comments)."""

from decimal import Decimal
from typing import Any

import pytest

from faro.model.cost import cents
from faro.model.value import UNKNOWN

from .test_estimate import amounts, priced, resource

TOKYO = "asia-northeast1"
SQL = "gcp:sql/databaseInstance:DatabaseInstance"
RUN = "gcp:cloudrunv2/service:Service"


def database(tier: str, kind: str = "ZONAL", **more: Any) -> Any:
    settings = {"tier": tier, "availabilityType": kind}
    return resource(SQL, region=TOKYO, settings=settings, **more)


@pytest.mark.parametrize(
    ("server", "total"),
    [
        # 2 x 0.0537 x 730 + 7.5 x 0.0091 x 730
        (database("db-custom-2-7680"), "128.22"),
        # 2 x 0.1074 x 730 + 7.5 x 0.0182 x 730
        (database("db-custom-2-7680", "REGIONAL"), "256.45"),
        # 4 x 0.1396 x 730 + 32 x 0.0236 x 730
        (database("db-perf-optimized-N-4", "REGIONAL"), "958.93"),
        # two nodes of 4 x 0.0698 x 730 + 32 x 0.0118 x 730
        (database("db-perf-optimized-N-4", nodeCount=2), "958.93"),
    ],
)
def test_a_database_server(server: Any, total: str) -> None:
    assert cents(priced(server).bill.total) == Decimal(total)


@pytest.mark.parametrize("tier", ["db-none", UNKNOWN])
def test_a_tier_that_is_not_priced_stays_open(tier: Any) -> None:
    found = priced(database(tier))
    assert found.is_at_least
    assert found.bill.total == 0


def test_storage_by_usage() -> None:
    # 100 GiB at 0.442, of a server in two zones
    found = priced(
        database("db-custom-2-7680", "REGIONAL"), resource_usage={"one": {"sql_ssd_regional": 100}}
    )
    assert amounts(found)["sql_ssd_regional"] == Decimal("44.200")


def service(memory: str = "512Mi", **more: Any) -> Any:
    container = {"resources": {"cpuIdle": True, "limits": {"cpu": "1", "memory": memory}}}
    return resource(RUN, location=TOKYO, template={"containers": [container]}, **more)


def test_cloud_run() -> None:
    # 10 M requests: 8 x 0.40; 2 M vCPU-s less 180,000 at 0.000024; 1 M GiB-s less 360,000
    used = {"run_requests": 10_000_000, "run_cpu": 2_000_000, "run_memory": 1_000_000}
    found = amounts(priced(service(), resource_usage={"one": used}))
    assert found["run_requests"] == Decimal("3.20")
    assert found["run_cpu"] == Decimal("43.680000")
    assert found["run_memory"] == Decimal("1.6000000")


def test_instances_that_are_kept_ready() -> None:
    # 2 x 2,628,000 s at 0.0000025 for a CPU, and half of it for half a GiB
    found = amounts(priced(service(scaling={"minInstanceCount": 2})))
    assert found["run_idle_cpu"] == Decimal("13.1400000")
    assert found["run_idle_memory"] == Decimal("6.5700000")


def test_the_first_five_forwarding_rules_cost_as_one() -> None:
    # 730 x 0.025
    rule = "gcp:compute/globalForwardingRule:GlobalForwardingRule"
    assert priced(*(resource(rule, name) for name in "abc")).bill.total == Decimal("18.250")


def test_a_cluster_and_its_fewest_nodes() -> None:
    # 730 x 0.10 + 3 x (730 x 0.249176 less 20 % + 100 GiB x 0.13)
    pool = resource(
        "gcp:container/nodePool:NodePool",
        location=TOKYO,
        nodeConfig={"machineType": "n2-standard-4"},
        autoscaling={"totalMinNodeCount": 3},
    )
    found = priced(
        resource("gcp:container/cluster:Cluster", location=TOKYO, removeDefaultNodePool=True), pool
    )
    assert cents(found.bill.total) == Decimal("548.56")
    assert not found.is_at_least


def test_secrets_beyond_the_free_ones() -> None:
    # 8 versions less 6 at 0.06
    versions = [
        resource("gcp:secretmanager/secretVersion:SecretVersion", f"v{n}") for n in range(8)
    ]
    assert priced(*versions).bill.total == Decimal("0.12")


def test_a_cache_where_its_price_is_known_and_where_not() -> None:
    # 5 GiB x 0.054 x 730
    cache = "gcp:redis/instance:Instance"
    here = priced(resource(cache, region="us-central1", tier="STANDARD_HA", memorySizeGb=5))
    assert cents(here.bill.total) == Decimal("197.10")
    there = priced(resource(cache, region=TOKYO, tier="STANDARD_HA", memorySizeGb=5))
    assert there.bill.cost.about == there.bill.total > 0


def test_a_policy_and_its_rules() -> None:
    # 5 + 3 x 1 + 2 x 0.75
    policy = resource("gcp:compute/securityPolicy:SecurityPolicy", rules=[{}, {}, {}])
    found = priced(policy, resource_usage={"one": {"armor_requests": 2_000_000}})
    assert found.bill.total == Decimal("9.50")


def test_requests_to_two_queues_share_an_allowance() -> None:
    # 3 M less 1 M at 0.40
    queues = [resource("aws:sqs/queue:Queue", name, region="ap-northeast-1") for name in "ab"]
    used = {"a": {"sqs_requests": 2_000_000}, "b": {"sqs_requests": 1_000_000}}
    assert priced(*queues, resource_usage=used).bill.total == Decimal("0.80")
