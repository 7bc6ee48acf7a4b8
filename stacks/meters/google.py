"""Google Cloud: Cloud Run, Cloud SQL, the load balancer, the network, secrets, and GKE."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import ROUND_CEILING, Decimal

from stacks.meters.load import BYTES_PER_GIB, SECONDS_PER_HOUR, SECONDS_PER_MONTH
from stacks.meters.model import open_seconds
from stacks.meters.program import CLOUD_RUN, POOL, SQL, Asked, Meters, gib, number

_BACKEND = "gcp:compute/backendService:BackendService"
_READS_OF_A_SECRET = Decimal(1000)  # when an instance starts
_OF_A_NODE = Decimal("0.975")  # of its CPUs; the system has the rest
_RUN = ("run_requests", "run_cpu", "run_memory")
_MEMORY = "512Mi"  # of a Cloud Run container that names none
_AT_ONCE = 80  # requests of one instance, unless the service says another number
_MIGRATING_SECONDS = Decimal(600)  # of a month; assumed
_BACKUPS = 7  # that Cloud SQL keeps, unless the program says another number
_SAMPLED = Decimal("0.5")  # of the flow records of a subnet that sets no rate
# Bytes of a flow record with and without metadata, as Google's own cost estimate takes them.
_RECORD_BYTES = {"INCLUDE_ALL_METADATA": Decimal(1418), "EXCLUDE_ALL_METADATA": Decimal(542)}
_PODS_PER_NODE = 15  # system pods, and two or three of the product; assumed
_SERIES_PER_POD = 20  # of the DEPLOYMENT, HPA and POD packages; assumed
_GB_PER_IMAGE = Decimal("0.2")  # compressed; assumed
_SAMPLES_PER_SERIES = SECONDS_PER_MONTH / 60  # one a minute


def _run(asked: Asked) -> Meters:
    """All requests, or none once the cluster serves them. An instance is charged while any request
    is open, and as long as its CPUs are busy.
    """
    if asked.program.backends[0] != CLOUD_RUN:
        return dict.fromkeys(_RUN, Decimal(0))
    limits = asked.block("template", "containers", "resources", "limits")
    cpus = number(limits.get("cpu"), 1)
    at_once = number(asked.block("template").get("maxInstanceRequestConcurrency"), _AT_ONCE)
    waiting = open_seconds(asked.program, asked.load)
    up = max(asked.load.busy_seconds / cpus, waiting / at_once, min(waiting, SECONDS_PER_MONTH))
    used = (asked.load.requests, up * cpus, up * gib(limits.get("memory"), _MEMORY))
    return dict(zip(_RUN, used, strict=True))


def _migration(asked: Asked) -> Meters:
    """A migration runs with each release, for seconds; what it takes follows no load."""
    limits = asked.block("template", "template", "containers", "resources", "limits")
    return {
        "run_instance_cpu": _MIGRATING_SECONDS * number(limits.get("cpu"), 1),
        "run_instance_memory": _MIGRATING_SECONDS * gib(limits.get("memory"), _MEMORY),
    }


def _armor(asked: Asked) -> Meters:
    return {"armor_requests": asked.load.requests}


def _database(asked: Asked) -> Meters:
    """A disk for the primary, and one for each node that is read from; of the primary, a full
    backup and what each day has changed since.
    """
    load, settings = asked.load, asked.block("settings")
    if asked.inputs.get("instanceType") == "READ_POOL_INSTANCE":
        return {"sql_ssd_zonal": load.stored_gb * asked.number("nodeCount", 1)}
    regional = settings.get("availabilityType") == "REGIONAL"
    used = {"sql_ssd_regional" if regional else "sql_ssd_zonal": load.stored_gb}
    backups = asked.block("settings", "backupConfiguration")
    if backups.get("enabled"):
        retained = asked.block("settings", "backupConfiguration", "backupRetentionSettings")
        kept = number(retained.get("retainedBackups"), _BACKUPS)
        changed = load["database_change_share"] * (kept - 1)
        used["sql_backup"] = load.stored_gb * (1 + changed)
    return used


def _backend(asked: Asked) -> Meters:
    """Each backend of the balancer writes of the requests that it has."""
    return {"logging": asked.load.logs_gb / sum(1 for _ in asked.program.of(_BACKEND))}


def _listener(asked: Asked) -> Meters:
    """All that the API is asked and answers comes through it, and leaves Google."""
    return {
        "balancer_data_in": asked.load.request_gb,
        "balancer_data_out": asked.load.api_gb,
        "egress_internet": asked.load.api_gb,
    }


def _nat(asked: Asked) -> Meters:
    return {
        "nat_vm": asked.load.busy_seconds / SECONDS_PER_HOUR,
        "nat_data": asked.load.model_gb,
        "nat_logs": asked.load.logs_gb * asked.load["error_share"],
    }


def _secret(_asked: Asked) -> Meters:
    return {"secret_access": _READS_OF_A_SECRET}


def _key(_asked: Asked) -> Meters:
    return {"kms_operations": _READS_OF_A_SECRET}


def _subnet(asked: Asked) -> Meters:
    """Flow logs of the requests of a backend that runs on Google."""
    logged = asked.block("logConfig")
    if not logged or not {CLOUD_RUN, POOL} & set(asked.program.backends):
        return {}
    rate = number(logged.get("flowSampling"), _SAMPLED)
    bytes_ = _RECORD_BYTES.get(logged.get("metadata", ""), _RECORD_BYTES["EXCLUDE_ALL_METADATA"])
    records = asked.load.requests * asked.load["flow_records_per_request"] * rate
    return {"vpc_flow_logs": records * bytes_ / BYTES_PER_GIB}


def _images(asked: Asked) -> Meters:
    """The newest images that the repository keeps for a rollback."""
    policies = asked.inputs.get("cleanupPolicies") or ()
    kept = [number((each.get("mostRecentVersions") or {}).get("keepCount"), 0) for each in policies]
    return {"registry_storage": max(kept, default=Decimal(1)) * _GB_PER_IMAGE}


def _cluster(asked: Asked) -> Meters:
    """Samples of the pods' state. No pod is scraped: the program declares no PodMonitoring."""
    pools = (Asked("", inputs, asked.program, asked.load) for inputs in asked.program.of(POOL))
    nodes = sum((max(_nodes(pool)) for pool in pools), Decimal(0))
    return {"monitoring_samples": nodes * _PODS_PER_NODE * _SERIES_PER_POD * _SAMPLES_PER_SERIES}


def _pool(asked: Asked) -> Meters:
    """Nodes beyond the fewest that the pool keeps, with their disks."""
    node = asked.block("nodeConfig")
    wanted, fewest = _nodes(asked)
    more = max(wanted - fewest, Decimal(0))
    disk = node.get("diskType", "pd-standard")
    return {
        f"vm_{node.get('machineType', '')}": more * SECONDS_PER_MONTH / SECONDS_PER_HOUR,
        f"disk_{disk}": more * number(node.get("diskSizeGb"), 0),
    }


def _nodes(pool: Asked) -> tuple[Decimal, Decimal]:
    """How many nodes the busiest hour takes, and the fewest that the pool keeps."""
    scaling = pool.block("autoscaling")
    machine = str(pool.block("nodeConfig").get("machineType", ""))
    cpus = number(machine.rpartition("-")[2], 1) * _OF_A_NODE
    wanted = (pool.load.busy_cpus * pool.load["peak_factor"] / cpus).to_integral_value(
        ROUND_CEILING
    )
    return wanted, number(scaling.get("totalMinNodeCount", scaling.get("minNodeCount")), 0)


METERS: Mapping[str, Callable[[Asked], Meters]] = {
    CLOUD_RUN: _run,
    "gcp:cloudrunv2/job:Job": _migration,
    "gcp:compute/securityPolicy:SecurityPolicy": _armor,
    SQL: _database,
    _BACKEND: _backend,
    "gcp:compute/globalForwardingRule:GlobalForwardingRule": _listener,
    "gcp:compute/routerNat:RouterNat": _nat,
    "gcp:secretmanager/secretVersion:SecretVersion": _secret,
    "gcp:kms/cryptoKey:CryptoKey": _key,
    "gcp:compute/subnetwork:Subnetwork": _subnet,
    "gcp:container/cluster:Cluster": _cluster,
    POOL: _pool,
    "gcp:artifactregistry/repository:Repository": _images,
}
