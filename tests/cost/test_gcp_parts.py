"""What Google's machines, pools, services and keys are made of: each part worked out by hand."""

from decimal import Decimal
from typing import Any

import pytest

from faro.cost.book import load
from faro.cost.estimate import Priceable
from faro.cost.families.gcp.machine import ONE, machines
from faro.cost.usage_file import UsageFile
from faro.model.cost import cents
from faro.model.snapshot import Resource, Snapshot
from faro.model.value import UNKNOWN

from .test_estimate import DAY, amounts, priced, resource

VM = "gcp:compute/instance:Instance"
CLUSTER = "gcp:container/cluster:Cluster"
POOL = "gcp:container/nodePool:NodePool"
RUN = "gcp:cloudrunv2/service:Service"
SQL = "gcp:sql/databaseInstance:DatabaseInstance"
KEY = "gcp:kms/cryptoKey:CryptoKey"
RULE = "gcp:compute/globalForwardingRule:GlobalForwardingRule"
ADDRESS = "gcp:compute/address:Address"
PRIVATE = {"enablePrivateNodes": True}
OUTSIDE: list[dict[str, Any]] = [{"accessConfigs": [{}]}]


def vm(kind: str = "n1-standard-4", image: Any = "debian-cloud/debian-12", **more: Any) -> Resource:
    boot = {"initializeParams": {"image": image, "size": 20, "type": "pd-balanced"}}
    return resource(VM, zone="us-central1-a", machineType=kind, **{"bootDisk": boot, **more})


def parts(*resources: Resource) -> dict[str, Decimal | None]:
    """The amounts of what follows from the inputs, in cents."""
    lines = [line for line in priced(*resources).bill.lines if line.usage.fixed]
    return {li.usage.meter: None if li.amount is None else cents(li.amount) for li in lines}


def linked(user: Resource, key: str, *sources: Resource) -> Resource:
    """The resource, with an input that came from others."""
    return Resource(
        urn=user.urn,
        type=user.type,
        name=user.name,
        inputs=user.inputs,
        property_dependencies={key: tuple(source.urn for source in sources)},
    )


@pytest.mark.parametrize(
    ("kind", "share"),
    [
        ("n1-standard-4", "0.3"),
        ("n2-standard-4", "0.2"),
        ("e2-standard-4", "0"),
        ("f1-micro", "0.3"),
    ],
)
def test_a_full_month_has_the_discount_of_its_family(kind: str, share: str) -> None:
    [line, *_] = priced(vm(kind)).bill.lines
    assert line.gross is not None
    assert line.discount == -line.gross * Decimal(share)
    assert line.amount == line.gross + line.discount
    assert line.allowance == 0


def test_a_spot_machine_has_no_discount() -> None:
    [line, *_] = priced(vm(scheduling={"provisioningModel": "SPOT"})).bill.lines
    assert line.discount == 0


@pytest.mark.parametrize(
    ("more", "meter", "amount"),
    [
        # 4 x 0.35 x 730 less 30 %
        (
            {"guestAccelerators": [{"type": "nvidia-tesla-t4", "count": 4}]},
            "gpu_nvidia-tesla-t4",
            "715.40",
        ),
        # 2 x 375 GiB at 0.08
        ({"scratchDisks": [{"interface": "NVME"}] * 2}, "disk_local-ssd", "60.00"),
        # 4 CPUs x 0.046 x 730
        ({"image": "windows-cloud/windows-2022"}, "license_windows", "134.32"),
        ({"image": "projects/windows-cloud/global/images/x"}, "license_windows", "134.32"),
        # 4 CPUs x 0.0144 x 730
        ({"image": "rhel-cloud/rhel-9"}, "license_rhel_to_8", "42.05"),
        # one machine x 0.11 x 730
        ({"image": "sles-15"}, "license_sles", "80.30"),
        ({"image": UNKNOWN}, "license of an image that is not known", None),
        (
            {"guestAccelerators": [{"type": "nvidia-tesla-p4", "count": 1}]},
            "gpu_nvidia-tesla-p4",
            None,
        ),
    ],
)
def test_what_a_machine_has_beside_cpus(
    more: dict[str, Any], meter: str, amount: str | None
) -> None:
    assert parts(vm(**more))[meter] == (None if amount is None else Decimal(amount))


def test_the_gpus_of_an_accelerator_type_are_in_its_price() -> None:
    l4 = [{"type": "nvidia-l4", "count": 1}]
    assert set(parts(vm("g2-standard-4", guestAccelerators=l4))) == {
        "vm_g2-standard-4",
        "disk_pd-balanced",
    }


def test_a_plain_machine_has_neither() -> None:
    assert set(parts(vm())) == {"vm_n1-standard-4", "disk_pd-balanced"}


def test_a_machine_that_is_switched_off_keeps_its_disk() -> None:
    found = parts(vm(desiredStatus="TERMINATED"))
    assert found == {"vm_n1-standard-4": Decimal("0.00"), "disk_pd-balanced": Decimal("2.00")}


@pytest.mark.parametrize(
    ("kind", "cpus", "gib"),
    [
        ("custom-6-20480", 6, 20),
        ("n2-custom-6-20480", 6, 20),
        ("custom-2-15360-ext", 2, 15),
        ("zones/us-central1-a/machineTypes/n1-custom-6-20480", 6, 20),
    ],
)
def test_a_custom_type_names_its_size(kind: str, cpus: int, gib: int) -> None:
    shape = machines(kind, ONE, spot=False).shape
    assert shape is not None
    assert shape.cpus == cpus
    assert shape.gib == gib


def test_a_custom_type_is_priced_by_cpu_memory_and_extended_memory() -> None:
    # infracost's golden compute_instance_test has the same three amounts
    found = parts(vm("custom-2-15360-ext"))
    assert found["vm_custom_n1_cpu"] == Decimal("33.92")
    assert found["vm_custom_n1_memory"] == Decimal("29.53")
    assert found["vm_custom_n1_extended_memory"] == Decimal("9.76")


@pytest.mark.parametrize(
    ("image", "gib"), [("debian-cloud/debian-12", 10), ("windows-cloud/windows-2022", 50)]
)
def test_a_boot_disk_without_a_size_has_its_images(image: str, gib: int) -> None:
    boot = {"initializeParams": {"image": image}}
    found = priced(vm(bootDisk=boot))
    [line] = [li for li in found.bill.lines if li.usage.meter == "disk_pd-standard"]
    assert line.usage.quantity == gib


def test_a_boot_disk_of_ones_own_image_stays_open() -> None:
    boot = {"initializeParams": {"image": "projects/mine/global/images/golden"}}
    assert parts(vm(bootDisk=boot))["disk_pd-standard"] is None


def test_provisioned_performance_of_a_disk() -> None:
    # 500 x 0.125; 20,000 x 0.065
    disk = resource(
        "gcp:compute/disk:Disk",
        zone="us-central1-a",
        type="pd-extreme",
        size=500,
        provisionedIops=20_000,
    )
    assert parts(disk) == {
        "disk_pd-extreme": Decimal("62.50"),
        "disk_pd-extreme_iops": Decimal("1300.00"),
    }


def test_nodes_that_a_cluster_declares() -> None:
    # 3 x 730 x 0.759996 less 30 %; 6 x 730 x 0.35 less 30 %; 600 x 0.17; 3 x 730 x 0.005
    cluster = resource(
        CLUSTER,
        location="us-central1-a",
        initialNodeCount=3,
        nodeConfig={
            "machineType": "n1-standard-16",
            "diskSizeGb": 200,
            "diskType": "pd-ssd",
            "guestAccelerators": [{"type": "nvidia-tesla-t4", "count": 2}],
        },
    )
    assert parts(cluster) == {
        "gke_cluster_zonal": Decimal("0.00"),
        "vm_n1-standard-16": Decimal("1165.07"),
        "gpu_nvidia-tesla-t4": Decimal("1073.10"),
        "disk_pd-ssd": Decimal("102.00"),
        "address_in_use": Decimal("10.95"),
    }


@pytest.mark.parametrize(
    ("more", "hours"),
    [
        # two nodes in each of three zones
        (
            {
                "location": "us-central1",
                "nodePools": [{"nodeCount": 2, "nodeConfig": {"machineType": "e2-medium"}}],
            },
            6 * 730,
        ),
        # one in the zone that it names beside its own
        (
            {
                "location": "us-central1-a",
                "nodeLocations": ["us-central1-a", "us-central1-b"],
                "initialNodeCount": 1,
            },
            2 * 730,
        ),
        # the default pool, one node in each zone
        ({"location": "us-central1"}, 3 * 730),
        ({"location": "us-central1", "removeDefaultNodePool": True, "initialNodeCount": 1}, 0),
        ({"location": "us-central1", "enableAutopilot": True}, 0),
    ],
)
def test_nodes_of_a_cluster_by_zone(more: dict[str, Any], hours: int) -> None:
    found = priced(resource(CLUSTER, privateClusterConfig=PRIVATE, **more))
    counted = [li.usage.quantity for li in found.bill.lines if li.usage.meter == "vm_e2-medium"]
    assert sum(quantity for quantity in counted if quantity is not None) == hours


def test_a_pool_takes_zones_and_privacy_from_its_cluster() -> None:
    cluster = resource(
        CLUSTER,
        "cluster",
        location="us-central1",
        nodeLocations=["us-central1-a", "us-central1-b"],
        removeDefaultNodePool=True,
        privateClusterConfig=PRIVATE,
    )
    pool = resource(POOL, "pool", nodeCount=2, nodeConfig={"localSsdCount": 1})
    # 4 nodes x 730 x 0.03350571; 4 x 375 x 0.08; 4 x 100 x 0.1
    found = parts(cluster, linked(pool, "cluster", cluster))
    assert found["vm_e2-medium"] == Decimal("97.84")
    assert found["disk_local-ssd"] == Decimal("120.00")
    assert found["disk_pd-balanced"] == Decimal("40.00")
    assert "address_in_use" not in found


def test_windows_nodes_have_a_licence() -> None:
    config = {"machineType": "e2-standard-4", "imageType": "WINDOWS_LTSC_CONTAINERD"}
    pool = resource(POOL, location="us-central1-a", nodeCount=2, nodeConfig=config)
    assert parts(pool)["license_windows"] == Decimal("268.64")


@pytest.mark.parametrize(("count", "total"), [(1, "18.25"), (5, "18.25"), (9, "47.45")])
def test_forwarding_rules_beyond_five_cost_each(count: int, total: str) -> None:
    # 730 x 0.025 for the first five together, 730 x 0.010 for each further one
    rules = [resource(RULE, f"rule{n}", target="t") for n in range(count)]
    assert parts(*rules)["forwarding_rules"] == Decimal(total)


def test_an_address_is_charged_once_by_what_uses_it() -> None:
    address = resource(ADDRESS, "address", region="us-central1")
    user = linked(vm(networkInterfaces=OUTSIDE), "networkInterfaces", address)
    assert parts(address)["address_idle"] == Decimal("7.30")
    found = priced(address, user)
    charged = [li for li in found.bill.lines if li.usage.meter.startswith("address")]
    assert [(li.usage.resource, li.amount) for li in charged] == [(address.urn, Decimal("3.650"))]


def test_an_address_of_a_balancer_costs_nothing() -> None:
    address = resource("gcp:compute/globalAddress:GlobalAddress", "address")
    rule = linked(resource(RULE, "rule", target="t"), "ipAddress", address)
    assert parts(address) == {"address_idle": Decimal("7.30")}
    assert "address_idle" not in parts(address, rule)


@pytest.mark.parametrize(
    ("template", "meter", "amount"),
    [
        ({}, "kms_key_versions", "0.06"),
        ({"protectionLevel": "HSM"}, "kms_key_versions_hsm", "1.00"),
        (
            {"protectionLevel": "HSM", "algorithm": "EC_SIGN_P256_SHA256"},
            "kms_key_versions_hsm_asymmetric",
            "2.50",
        ),
        ({"protectionLevel": "EXTERNAL"}, "kms_key_versions_external", "3.00"),
    ],
)
def test_a_key_by_its_protection(template: dict[str, str], meter: str, amount: str) -> None:
    assert parts(resource(KEY, versionTemplate=template)) == {meter: Decimal(amount)}


def service(resources: dict[str, Any] | None, **template: Any) -> Resource:
    container = {} if resources is None else {"resources": resources}
    scaling = {"minInstanceCount": 2}
    given = {"scaling": scaling, "containers": [container], **template}
    return resource(RUN, location="us-central1", template=given)


@pytest.mark.parametrize(
    ("resources", "meters"),
    [
        (None, {"run_idle_cpu", "run_idle_memory"}),
        ({"cpuIdle": True}, {"run_idle_cpu", "run_idle_memory"}),
        ({"cpuIdle": False}, {"run_instance_cpu", "run_instance_memory"}),
        # a container that names resources has its CPU always, unless it says otherwise
        ({"limits": {"cpu": "1"}}, {"run_instance_cpu", "run_instance_memory"}),
    ],
)
def test_a_service_is_billed_by_instance_where_its_cpu_never_idles(
    resources: dict[str, Any] | None, meters: set[str]
) -> None:
    assert set(parts(service(resources))) == meters


def test_an_instance_billed_service() -> None:
    # 2 x 2 x 2,628,000 less 240,000 at 0.000018; 2 x 2,628,000 less 450,000 at 0.000002
    limits = {"cpu": "2", "memory": "1Gi"}
    found = parts(service({"cpuIdle": False, "limits": limits}))
    assert found == {
        "run_instance_cpu": Decimal("184.90"),
        "run_instance_memory": Decimal("9.61"),
    }


def test_the_gpu_of_a_service() -> None:
    # 2 x 2,628,000 x 0.0001867; in several zones 0.0001042 more, unless that is switched off
    found = parts(service(None, nodeSelector={"accelerator": "nvidia-l4"}))
    assert found["run_gpu_l4"] == Decimal("981.30")
    assert found["run_gpu_l4_zonal_redundancy"] == Decimal("547.68")
    single = parts(
        service(
            None,
            nodeSelector={"accelerator": "nvidia-l4"},
            gpuZonalRedundancyDisabled=True,
        )
    )
    assert "run_gpu_l4_zonal_redundancy" not in single


def server(version: str = "POSTGRES_16", tier: str = "db-custom-4-16384", **more: Any) -> Resource:
    settings = {"tier": tier, "diskSize": 100, **more}
    return resource(SQL, region="us-central1", databaseVersion=version, settings=settings)


@pytest.mark.parametrize(
    ("version", "licence"),
    [
        ("SQLSERVER_2022_ENTERPRISE", {"sql_license_enterprise": None}),
        ("SQLSERVER_2022_EXPRESS", {}),
        ("POSTGRES_16", {}),
    ],
)
def test_a_licence_of_sql_server_is_named(version: str, licence: dict[str, None]) -> None:
    found = {m: a for m, a in parts(server(version)).items() if m.startswith("sql_license")}
    assert found == licence


def test_extended_support_of_an_old_version_is_named() -> None:
    assert parts(server("POSTGRES_11"))["sql_extended_support"] is None
    assert "sql_extended_support" not in parts(server("POSTGRES_16"))


def test_backups_that_are_switched_on_are_named() -> None:
    on = priced(server(backupConfiguration={"enabled": True}))
    assert amounts(on)["sql_backup"] is None
    assert "sql_backup" not in amounts(priced(server()))


def test_a_server_that_is_stopped_keeps_disk_and_address() -> None:
    assert parts(server(activationPolicy="NEVER")) == {
        "sql_address_idle": Decimal("7.30"),
        "sql_ssd_zonal": Decimal("17.00"),
    }


@pytest.mark.parametrize(
    ("version", "tier", "total"),
    [
        # infracost's golden sql_database_instance_test: the server alone
        ("MYSQL_8_0", "db-n1-standard-16", "789.28"),
        ("POSTGRES_15", "db-n1-standard-16", "788.98"),
        ("MYSQL_8_0", "db-highmem-16", "1013.82"),
    ],
)
def test_tiers_of_a_fixed_size(version: str, tier: str, total: str) -> None:
    found = parts(server(version, tier))
    del found["sql_ssd_zonal"]
    assert sum(amount for amount in found.values() if amount is not None) == Decimal(total)


def test_a_cold_bucket_has_its_own_operations_and_retrieval() -> None:
    # infracost's golden storage_bucket_test has the same four amounts
    used = {
        "bucket_coldline_multi": 150,
        "bucket_class_a_coldline": 40_000,
        "bucket_class_b_coldline": 20_000,
        "bucket_retrieval_coldline": 250,
        "egress_internet": 0,
    }
    bucket = resource("gcp:storage/bucket:Bucket", location="ASIA", storageClass="COLDLINE")
    found = priced(bucket, resource_usage={"one": used})
    exact = {m: cents(a) for m, a in amounts(found).items() if a}
    assert exact == {
        "bucket_coldline_multi": Decimal("1.31"),
        "bucket_class_a_coldline": Decimal("0.40"),
        "bucket_class_b_coldline": Decimal("0.10"),
        "bucket_retrieval_coldline": Decimal("5.00"),
    }


def test_a_secret_version_for_each_place_where_it_is_kept() -> None:
    replicas = [{"location": "us-central1"}, {"location": "us-east1"}]
    secret = resource(
        "gcp:secretmanager/secret:Secret",
        "secret",
        replication={"userManaged": {"replicas": replicas}},
    )
    version = resource("gcp:secretmanager/secretVersion:SecretVersion", "version")
    found = priced(secret, linked(version, "secret", secret))
    [line] = [li for li in found.bill.lines if li.usage.meter == "secret_versions"]
    assert line.usage.quantity == 2


@pytest.mark.parametrize(
    ("type_", "usage", "total"),
    [
        ("gcp:bigquery/table:Table", {"bigquery_storage": 100_000}, "2300.00"),
        ("gcp:compute/targetHttpsProxy:TargetHttpsProxy", {"balancer_data_in": 50_000}, "400.00"),
        ("gcp:logging/projectSink:ProjectSink", {"logging": 150}, "50.00"),
        ("gcp:compute/externalVpnGateway:ExternalVpnGateway", {"vpn_asia": 50}, "4.00"),
        # logs of the network: 0.25 to make and 0.25 to keep a GiB; other logs have 50 GiB free
        ("gcp:compute/routerNat:RouterNat", {"nat_logs": 100}, "50.00"),
    ],
)
def test_usage_of_what_costs_nothing_by_itself_is_priced(
    type_: str, usage: dict[str, int], total: str
) -> None:
    one = resource(type_)
    snapshot = Snapshot(
        project="p", stack="dev", resources=(one,), defaults={"gcp": {"region": "us-central1"}}
    )
    used = UsageFile.model_validate({"resource_usage": {"one": usage}})
    found = Priceable(snapshot).estimate(used, load(), DAY)
    assert cents(found.bill.total) == Decimal(total)


@pytest.mark.parametrize(
    ("type_", "inputs", "meters"),
    [
        (
            "gcp:redis/cluster:Cluster",
            {"region": "us-central1", "shardCount": 3, "replicaCount": 2},
            {"redis_cluster_highmem-medium"},
        ),
        (
            "gcp:spanner/instance:Instance",
            {"config": "regional-us-central1", "numNodes": 2},
            {"spanner_standard_regional_node", "spanner_storage"},
        ),
        ("gcp:composer/environment:Environment", {}, {"composer_environment"}),
        (
            "gcp:workflows/workflow:Workflow",
            {},
            {"workflows_internal_steps", "workflows_external_steps"},
        ),
        (
            "gcp:filestore/instance:Instance",
            {"tier": "BASIC_SSD", "fileShares": {"capacityGb": 2560}},
            {"filestore_basic_ssd"},
        ),
        (
            "gcp:vpcaccess/connector:Connector",
            {"region": "us-central1", "minInstances": 2},
            {"vm_e2-micro"},
        ),
    ],
)
def test_other_services_are_priced_or_named(
    type_: str, inputs: dict[str, Any], meters: set[str]
) -> None:
    assert set(amounts(priced(resource(type_, **inputs)))) == meters


def test_a_pool_that_scales_is_a_range() -> None:
    # 1 to 50 nodes in each of three zones, at 0.03350571 x 730 and 100 GiB x 0.1
    pool = resource(
        POOL, location="us-central1", autoscaling={"minNodeCount": 1, "maxNodeCount": 50}
    )
    cost = priced(pool).bill.cost
    assert cents(cost.least) == Decimal("103.38")
    assert cents(cost.most) == Decimal("5168.88")
    assert cost.is_range


def test_a_group_is_a_range_between_the_ends_of_its_autoscaler() -> None:
    template = resource(
        "gcp:compute/instanceTemplate:InstanceTemplate", "template", machineType="e2-small"
    )
    group = linked(
        resource(
            "gcp:compute/instanceGroupManager:InstanceGroupManager",
            "group",
            zone="us-central1-a",
            versions=[{"instanceTemplate": UNKNOWN}],
        ),
        "versions",
        template,
    )
    scaler = linked(
        resource(
            "gcp:compute/autoscaler:Autoscaler",
            "scaler",
            autoscalingPolicy={"minReplicas": 2, "maxReplicas": 10},
        ),
        "target",
        group,
    )
    # 2 to 10 x 730 x 0.016752855
    cost = priced(template, group, scaler).bill.cost
    assert cents(cost.least) == Decimal("24.46")
    assert cents(cost.most) == Decimal("122.30")


def test_the_discount_of_a_range_is_taken_off_at_both_ends() -> None:
    pool = resource(
        POOL,
        location="us-central1-a",
        autoscaling={"minNodeCount": 1, "maxNodeCount": 3},
        nodeConfig={"machineType": "n1-standard-4"},
    )
    # 97.09 and 10.00 for each node
    cost = priced(pool).bill.cost
    assert cents(cost.least) == Decimal("107.09")
    assert cents(cost.most) == Decimal("321.27")


def test_a_key_that_rotates_has_the_versions_of_a_month() -> None:
    # infracost's golden kms_crypto_key_test: 2,592,000 s / 100,000 s at 0.06
    assert parts(resource(KEY, rotationPeriod="100000s")) == {"kms_key_versions": Decimal("1.56")}
    assert parts(resource(KEY, rotationPeriod="7776000s")) == {"kms_key_versions": Decimal("0.06")}


@pytest.mark.parametrize(
    ("kind", "meters"),
    [
        ("STANDARD", {"bucket_standard", "bucket_class_a", "bucket_class_b"}),
        (
            "NEARLINE",
            {
                "bucket_nearline",
                "bucket_class_a_nearline",
                "bucket_class_b_nearline",
                "bucket_retrieval_nearline",
            },
        ),
    ],
)
def test_the_meters_of_a_bucket_are_those_of_its_class(kind: str, meters: set[str]) -> None:
    bucket = resource("gcp:storage/bucket:Bucket", location="US-CENTRAL1", storageClass=kind)
    assert set(amounts(priced(bucket))) == meters | {"egress_internet"}


@pytest.mark.parametrize(
    ("one", "meter", "ends"),
    [
        (
            resource("gcp:vpcaccess/connector:Connector", minInstances=2, maxInstances=5),
            "vm_e2-micro",
            (2, 5),
        ),
        (
            resource(
                "gcp:spanner/instance:Instance",
                config="regional-us-central1",
                autoscalingConfig={"autoscalingLimits": {"minNodes": 1, "maxNodes": 4}},
            ),
            "spanner_standard_regional_node",
            (1, 4),
        ),
        (
            resource(
                "gcp:bigtable/instance:Instance",
                clusters=[
                    {
                        "zone": "us-central1-a",
                        "autoscalingConfig": {"minNodes": 3, "maxNodes": 9},
                    }
                ],
            ),
            "bigtable_node",
            (3, 9),
        ),
    ],
)
def test_whatever_scales_by_itself_has_a_least_and_a_most(
    one: Resource, meter: str, ends: tuple[int, int]
) -> None:
    [line] = [li for li in priced(one).bill.lines if li.usage.meter == meter]
    assert line.usage.quantity == ends[0] * 730
    assert line.usage.most == ends[1] * 730


def test_instances_of_a_function_that_are_kept_ready() -> None:
    config = {"minInstanceCount": 1, "availableCpu": "1", "availableMemory": "512Mi"}
    function = resource(
        "gcp:cloudfunctionsv2/function:Function", location="us-central1", serviceConfig=config
    )
    # 2,628,000 x 0.0000025, and half of it for half a GiB
    assert parts(function) == {
        "run_idle_cpu": Decimal("6.57"),
        "run_idle_memory": Decimal("3.29"),
    }


def test_a_document_database_is_priced_where_it_is_not_where_the_provider_is() -> None:
    """Google's own example of 2018: 17.82 + 59.10 + 88.92 + 0.88, in 30.4 days."""
    database = resource("gcp:firestore/database:Database", locationId="nam5")
    snapshot = Snapshot(
        project="p", stack="dev", resources=(database,), defaults={"gcp": {"region": "us-east1"}}
    )
    used = {
        "firestore_storage": 100,
        "firestore_reads": 100_020_000,
        "firestore_writes": 50_008_000,
        "firestore_deletes": 5_008_000,
    }
    usage = UsageFile.model_validate({"resource_usage": {"one": used}})
    bill = Priceable(snapshot).estimate(usage, load(), DAY).bill
    assert cents(bill.total) == Decimal("166.72")
    assert not bill.is_at_least


@pytest.mark.parametrize(
    ("config", "place"),
    [
        ("regional-us-central1", "us-central1"),
        ("projects/p/instanceConfigs/regional-us-central1", "us-central1"),
        ("nam6", "nam6"),
    ],
)
def test_spanner_lies_where_its_configuration_says(config: str, place: str) -> None:
    one = resource("gcp:spanner/instance:Instance", config=config, numNodes=2)
    snapshot = Snapshot(
        project="p", stack="dev", resources=(one,), defaults={"gcp": {"region": "europe-west1"}}
    )
    bill = Priceable(snapshot).estimate(UsageFile(), load(), DAY).bill
    assert {line.usage.region for line in bill.lines} == {place}
    # 2 x 730 x 0.90
    assert bill.total == (Decimal(1314) if place == "us-central1" else 0)
