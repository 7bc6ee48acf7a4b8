"""How an update, a replacement and an unknown value spread through dependents."""

import pulumi
import pulumi_gcp as gcp
import pulumi_kubernetes as k8s
import pulumi_random as random

V = pulumi.Config().require_int("v")

# Update in place: everything known stays known; what repeats an input is new at once.
updated = gcp.storage.Bucket(
    "updated", location="EU", labels={"v": str(V)}, storage_class="STANDARD"
)
gcp.storage.BucketObject("in-updated", bucket=updated.name, content=updated.url)
gcp.storage.BucketObject(
    "repeats", bucket=updated.name, content=updated.labels.apply(lambda labels: str(labels["v"]))
)

# Replacement with a made-up name: the dependents that hold it in a replacing key are replaced, too.
replaced = gcp.storage.Bucket("replaced", location="EU" if V == 1 else "US")
gcp.storage.BucketObject("by-name", bucket=replaced.name, content="x")
gcp.pubsub.Topic("by-url", labels={"url": replaced.url})
gcp.pubsub.Topic("by-location", labels={"where": replaced.location})
gcp.pubsub.Topic("by-id", labels={"id": replaced.id, "fixed": "yes"})
gcp.pubsub.Topic(
    "by-text", labels={"text": pulumi.Output.concat("bucket ", replaced.self_link, "!")}
)
gcp.pubsub.Topic(
    "by-list", message_storage_policy={"allowed_persistence_regions": ["eu", replaced.url]}
)
deep = gcp.pubsub.Topic("deep-1", labels={"u": replaced.url})
deep = gcp.pubsub.Topic("deep-2", labels={"u": deep.labels.apply(lambda labels: labels["u"])})
gcp.pubsub.Topic(
    "deep-3", labels={"u": deep.labels.apply(lambda labels: labels["u"]), "name": deep.id}
)

# Replacement of something whose inputs are all replacing, in a chain.
pet = random.RandomPet("pet", keepers={"v": str(V)})
second = random.RandomPet("pet-2", prefix=pet.id, separator="-")
third = random.RandomId("pet-3", byte_length=4, keepers={"pet": second.id, "stays": "x"})
password = random.RandomPassword("password", length=16, keepers={"id": third.hex})
still = random.RandomPassword("still", length=16)
gcp.secretmanager.Secret("secret", secret_id="secret", replication={"auto": {}})
gcp.sql.User("user", instance="db", name="app", password=password.result)
gcp.sql.User("quiet", instance="db", name="quiet", password=still.result)

# Kubernetes: a map with changed data is replaced; who uses its made-up name is updated.
made = k8s.core.v1.ConfigMap("made", data={"v": str(V)})
k8s.apps.v1.Deployment(
    "deployment",
    spec={
        "selector": {"matchLabels": {"app": "x"}},
        "template": {
            "metadata": {"labels": {"app": "x"}},
            "spec": {
                "containers": [
                    {
                        "name": "c",
                        "image": "x:1",
                        "envFrom": [{"configMapRef": {"name": made.metadata.name}}],
                    }
                ]
            },
        },
    },
)
named = k8s.core.v1.ConfigMap("named", metadata={"name": "named"}, data={"v": str(V)})
k8s.core.v1.ConfigMap("of-named", data={"name": named.metadata.name})
k8s.core.v1.ConfigMap("of-uid", metadata={"name": "of-uid"}, data={"uid": named.metadata.uid})
space = k8s.core.v1.Namespace("space", metadata={"name": f"space-{V}"})
k8s.core.v1.Service(
    "service",
    metadata={"namespace": space.metadata.name},
    spec={"selector": {"app": "x"}, "ports": [{"port": 80 + V}]},
)

# A new resource, and who uses it.
if V > 1:
    fresh = gcp.pubsub.Topic("fresh", name="fresh")
    gcp.pubsub.Subscription("fresh-sub", topic=fresh.id)
    gcp.pubsub.Subscription("fresh-named", topic=fresh.name)
taker = fresh.id if V > 1 else "projects/p/topics/t"
gcp.pubsub.Topic("takes-fresh", labels={"id": taker})
gcp.pubsub.Subscription("replaced-by-fresh", topic=taker)

# Widened and grown: an exception of a replacing key.
net = gcp.compute.Network(
    "net", auto_create_subnetworks=False, routing_mode="REGIONAL" if V == 1 else "GLOBAL"
)
sub = gcp.compute.Subnetwork(
    "sub", network=net.id, region="eu", ip_cidr_range="10.0.1.0/24" if V == 1 else "10.0.0.0/16"
)
gcp.compute.Disk("disk", zone="eu-a", size=10 * V)
gcp.compute.Disk("shrunk", zone="eu-a", size=30 - 10 * V)
# Another text around the same output, and the same text around another output.
main = gcp.sql.DatabaseInstance("main", database_version="POSTGRES_16", region="eu")
replica = gcp.sql.DatabaseInstance(
    "replica", database_version="POSTGRES_16", region="eu", master_instance_name=main.name
)
ip = main.private_ip_address
gcp.pubsub.Topic("other-text", labels={"url": ip.apply(lambda at: f"postgres://{at}/{V}")})
gcp.pubsub.Topic("same-text", labels={"url": ip.apply(lambda at: f"postgres://{at}/app")})
reads = main if V == 1 else replica
gcp.pubsub.Topic(
    "other-output", labels={"url": pulumi.Output.concat("at ", reads.first_ip_address)}
)
pulumi.export("pet", pet.id)
pulumi.export("still", still.result)
