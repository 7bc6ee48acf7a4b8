"""Databases and caches on AWS, worked by hand like the bills of `test_aws`."""

from decimal import Decimal
from typing import Any

import pytest

from faro.model.snapshot import Resource

from .test_aws import linked, only, priced, total
from .test_estimate import amounts, resource

POSTGRES: dict[str, Any] = {
    "engine": "postgres",
    "instanceClass": "db.m6g.large",
    "allocatedStorage": 100,
}
DATABASE = "aws:rds/instance:Instance"


@pytest.mark.parametrize(
    ("inputs", "amount"),
    [
        # 730 x 0.159 + 100 x 0.115
        (POSTGRES, "127.57"),
        # 730 x 0.318 + 100 x 0.23
        ({**POSTGRES, "multiAz": True, "storageType": "gp3"}, "255.14"),
        # 730 x 0.318 + 100 x 0.23 + (14000 - 12000) x 0.04
        ({**POSTGRES, "multiAz": True, "storageType": "gp3", "iops": 14_000}, "335.14"),
        # 730 x 0.017 + 20 x 0.115
        (
            {"engine": "mysql", "instanceClass": "db.t3.micro", "allocatedStorage": 20},
            "14.71",
        ),
        # 730 x 0.032 + 400 x 0.115 + (14000 - 12000) x 0.02
        (
            {
                "engine": "mysql",
                "instanceClass": "db.t4g.small",
                "allocatedStorage": 400,
                "storageType": "gp3",
                "iops": 14_000,
            },
            "109.36",
        ),
        # 730 x 0.136 + 100 x 0.125 + 1200 x 0.10
        (
            {
                "engine": "mysql",
                "instanceClass": "db.t3.large",
                "allocatedStorage": 100,
                "storageType": "io1",
                "iops": 1200,
            },
            "231.78",
        ),
    ],
)
def test_a_database(inputs: dict[str, Any], amount: str) -> None:
    assert total(priced(resource(DATABASE, **inputs))) == Decimal(amount)


def test_a_replica_has_the_engine_of_its_source() -> None:
    # 730 x 0.225 and of a source of 730 x 0.159
    source = resource(DATABASE, "source", **POSTGRES)
    replica = linked(DATABASE, "replicateSourceDb", source, instanceClass="db.r6g.large")
    found = amounts(priced(source, replica))
    assert found["rds_postgres_db.r6g.large_single"] == Decimal("164.250")


def test_another_engine_has_no_price() -> None:
    found = priced(resource(DATABASE, **{**POSTGRES, "engine": "db2-se"}))
    assert found.bill.total == 0
    assert found.is_at_least


def aurora(cluster: dict[str, Any], **instance: Any) -> tuple[Resource, Resource]:
    above = resource("aws:rds/cluster:Cluster", "c", **{"engine": "aurora-postgresql", **cluster})
    kind = "aws:rds/clusterInstance:ClusterInstance"
    return above, linked(kind, "clusterIdentifier", above, **instance)


def test_aurora() -> None:
    # 730 x 0.26
    only(
        priced(*aurora({}, instanceClass="db.r6g.large")),
        **{"aurora_postgresql_db.r6g.large": "189.80"},
    )
    # 730 x 0.082
    mysql = {"engine": "aurora-mysql"}
    only(
        priced(*aurora(mysql, instanceClass="db.t3.medium")),
        **{"aurora_mysql_db.t3.medium": "59.860"},
    )
    # 0.5 x 730 x 0.12
    scaling = {"serverlessv2ScalingConfiguration": {"minCapacity": 0.5, "maxCapacity": 4}}
    only(
        priced(*aurora(scaling, instanceClass="db.serverless")),
        aurora_capacity="43.80",
    )
    # 730 x 0.338, and no charge for what is read and written
    found = priced(*aurora({"storageType": "aurora-iopt1"}, instanceClass="db.r6g.large"))
    only(found, **{"aurora_postgresql_db.r6g.large_io_optimized": "246.740"})
    assert "aurora_io" not in amounts(found)


@pytest.mark.parametrize(
    ("inputs", "amount"),
    [
        # 2 x 730 x 0.016
        ({"nodeType": "cache.t4g.micro", "numCacheClusters": 2}, "23.36"),
        # 2 shards of a primary and a replica: 4 x 730 x 0.1264
        (
            {
                "engine": "valkey",
                "nodeType": "cache.m7g.large",
                "numNodeGroups": 2,
                "replicasPerNodeGroup": 1,
            },
            "369.09",
        ),
    ],
)
def test_a_replication_group(inputs: dict[str, Any], amount: str) -> None:
    kind = "aws:elasticache/replicationGroup:ReplicationGroup"
    assert total(priced(resource(kind, **inputs))) == Decimal(amount)


def test_caches() -> None:
    # 730 x 0.017
    kind = "aws:elasticache/cluster:Cluster"
    one = resource(kind, engine="redis", nodeType="cache.t3.micro", numCacheNodes=1)
    assert total(priced(one)) == Decimal("12.41")
    # 1 GB for 730 hours at 0.084, 10 M units at 0.0023 a million
    serverless = resource("aws:elasticache/serverlessCache:ServerlessCache", engine="valkey")
    used: dict[str, Any] = {
        "elasticache_serverless_valkey_data": 730,
        "elasticache_serverless_valkey_ecpu": 10_000_000,
    }
    assert total(priced(serverless, **used)) == Decimal("61.34")
