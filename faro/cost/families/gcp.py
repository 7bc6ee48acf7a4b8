"""Google Cloud: machines by the hour, Cloud Run and the edge by usage."""

import re
from collections.abc import Iterator
from decimal import Decimal

from faro.cost.families.family import (
    HOURS_PER_MONTH,
    Charged,
    Family,
    Fixed,
    Free,
    Inputs,
    number,
    text,
)

_SECONDS_PER_MONTH = HOURS_PER_MONTH * 3600
_MIB_PER_GIB = 1024
_GIB_PER_PLUS_VCPU = 8  # of db-perf-optimized-N (https://cloud.google.com/sql/docs, 2026)
_CUSTOM = re.compile(r"db-custom-(\d+)-(\d+)")
_PLUS = re.compile(r"db-perf-optimized-N-(\d+)")
_QUANTITY = re.compile(r"(\d+(?:\.\d+)?)(m|Mi|Gi|)")
_SCALES = {
    "": Decimal(1),
    "m": Decimal("0.001"),
    "Mi": Decimal(1) / _MIB_PER_GIB,
    "Gi": Decimal(1),
}
_REDIS_SIZES = ((4, "m1"), (10, "m2"), (35, "m3"), (100, "m4"))
_OF_THE_BALANCER = Free("part of the load balancer")


def _region(inputs: Inputs) -> str | None:
    return text(inputs.get("region")) or text(inputs.get("location")) or inputs.region


def _availability(inputs: Inputs) -> str:
    kind = (inputs.get("settings") or {}).get("availabilityType")
    return "regional" if kind == "REGIONAL" else "zonal"


def _database(inputs: Inputs) -> Iterator[Fixed]:
    """CPU and memory of each server; a read pool has as many as its nodes."""
    tier = str((inputs.get("settings") or {}).get("tier"))
    servers = number(inputs.get("nodeCount", 1))
    if plus := _PLUS.fullmatch(tier):
        cpus = Decimal(plus[1])
        edition, gib = "enterprise_plus", cpus * _GIB_PER_PLUS_VCPU
    elif custom := _CUSTOM.fullmatch(tier):
        edition, cpus, gib = "enterprise", Decimal(custom[1]), Decimal(custom[2]) / _MIB_PER_GIB
    else:
        yield Fixed(meter=f"sql tier {tier}", quantity=None)
        return
    hours = None if servers is None else servers * HOURS_PER_MONTH
    for part, size in (("vcpu", cpus), ("memory", gib)):
        quantity = None if hours is None else size * hours
        yield Fixed(meter=f"sql_{edition}_{part}_{_availability(inputs)}", quantity=quantity)


def _run(inputs: Inputs) -> Iterator[Fixed]:
    """Instances that are kept ready, as if they were idle all month: serving is usage."""
    template = inputs.get("template") or {}
    scaling = {**(template.get("scaling") or {}), **(inputs.get("scaling") or {})}
    least = number(scaling.get("minInstanceCount", 0))
    containers = template.get("containers") or [{}]
    limits = (containers[0].get("resources") or {}).get("limits") or {}
    for meter, size in (
        ("run_idle_cpu", _size(limits.get("cpu"))),
        ("run_idle_memory", _size(limits.get("memory"))),
    ):
        known = None if least is None or size is None else least * size * _SECONDS_PER_MONTH
        yield Fixed(meter=meter, quantity=known)


def _size(given: object) -> Decimal | None:
    """CPUs, or GiB, as Kubernetes writes them; None where it is not known."""
    found = _QUANTITY.fullmatch(str(given))
    return Decimal(found[1]) * _SCALES[found[2]] if found else None


def _redis(inputs: Inputs) -> Iterator[Fixed]:
    gib = number(inputs.get("memorySizeGb"))
    tier = "standard" if inputs.get("tier") == "STANDARD_HA" else "basic"
    size = next((name for most, name in _REDIS_SIZES if gib is not None and gib <= most), "m5")
    quantity = None if gib is None else gib * HOURS_PER_MONTH
    yield Fixed(meter=f"redis_{tier}_{size}", quantity=quantity)


def _cluster(_inputs: Inputs) -> Iterator[Fixed]:
    yield Fixed(meter="gke_cluster", quantity=HOURS_PER_MONTH)


def _nodes(inputs: Inputs) -> Iterator[Fixed]:
    """The fewest nodes: what the autoscaler adds is usage of the same meter."""
    machine = (inputs.get("nodeConfig") or {}).get("machineType")
    least = number((inputs.get("autoscaling") or {}).get("totalMinNodeCount"))
    quantity = None if least is None else least * HOURS_PER_MONTH
    yield Fixed(meter=f"vm_{machine}", quantity=quantity)


def _rule(_inputs: Inputs) -> Iterator[Fixed]:
    yield Fixed(meter="forwarding_rules", quantity=HOURS_PER_MONTH, once=True)


def _policy(inputs: Inputs) -> Iterator[Fixed]:
    yield Fixed(meter="armor_policy", quantity=Decimal(1))
    yield Fixed(meter="armor_rule", quantity=Decimal(len(inputs.get("rules", ()))))


def _version(_inputs: Inputs) -> Iterator[Fixed]:
    yield Fixed(meter="secret_versions", quantity=Decimal(1))


FAMILY = Family(
    vendor="gcp",
    plan="any",
    fees=(),
    types={
        "gcp:sql/databaseInstance:DatabaseInstance": Charged(
            fixed=_database,
            metered=lambda inputs: (f"sql_ssd_{_availability(inputs)}",),
            region=_region,
        ),
        "gcp:cloudrunv2/service:Service": Charged(
            meters=("run_cpu", "run_memory", "run_requests"), fixed=_run, region=_region
        ),
        "gcp:redis/instance:Instance": Charged(fixed=_redis, region=_region),
        "gcp:container/cluster:Cluster": Charged(fixed=_cluster, region=_region),
        "gcp:container/nodePool:NodePool": Charged(fixed=_nodes, region=_region),
        "gcp:compute/globalForwardingRule:GlobalForwardingRule": Charged(fixed=_rule),
        "gcp:compute/routerNat:RouterNat": Charged(meters=("nat_vm", "nat_data"), region=_region),
        "gcp:compute/securityPolicy:SecurityPolicy": Charged(
            meters=("armor_requests",), fixed=_policy
        ),
        "gcp:secretmanager/secretVersion:SecretVersion": Charged(fixed=_version),
        "gcp:secretmanager/secret:Secret": Free("its versions are charged"),
        "gcp:compute/backendService:BackendService": _OF_THE_BALANCER,
        "gcp:compute/globalAddress:GlobalAddress": Free("in use by a balancer, or private"),
        "gcp:compute/healthCheck:HealthCheck": _OF_THE_BALANCER,
        "gcp:compute/regionNetworkEndpointGroup:RegionNetworkEndpointGroup": _OF_THE_BALANCER,
        "gcp:compute/sSLPolicy:SSLPolicy": _OF_THE_BALANCER,
        "gcp:compute/targetHttpsProxy:TargetHttpsProxy": _OF_THE_BALANCER,
        "gcp:compute/uRLMap:URLMap": _OF_THE_BALANCER,
        "gcp:servicenetworking/connection:Connection": Free("a private way costs nothing"),
    },
)
