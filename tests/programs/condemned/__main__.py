"""Deleting before creating, and what that drags along."""

import json

import pulumi
import pulumi_gcp as gcp
import pulumi_kubernetes as k8s
from pulumi import Alias, ResourceOptions

V = pulumi.Config().require_int("v")


def kubeconfig(cluster):
    """Write a configuration out of a cluster's outputs."""
    return pulumi.Output.all(cluster.endpoint, cluster.name).apply(
        lambda parts: json.dumps(
            {
                "clusters": [{"name": "c", "cluster": {"server": parts[0], "x": parts[1]}}],
                "contexts": [{"name": "c", "context": {"cluster": "c", "user": "u"}}],
                "current-context": "c",
            }
        )
    )


# A written name is deleted first; whoever would be replaced through it goes before it.
net = gcp.compute.Network("net", name="net", auto_create_subnetworks=False, description=f"v{V}")
by_id = gcp.compute.Subnetwork("by-id", network=net.id, region="eu", ip_cidr_range="10.0.0.0/24")
gcp.compute.Subnetwork("by-name", network=net.name, region="eu", ip_cidr_range="10.0.1.0/24")
gcp.compute.Firewall("in-place", network=net.self_link, allows=[{"protocol": "tcp"}])
gcp.compute.Router("router", network=net.id, region="eu")
gcp.compute.Address("third", subnetwork=by_id.id, region="eu", address_type="INTERNAL")
gcp.pubsub.Topic("labelled", labels={"net": net.id})
gcp.pubsub.Topic("waits", opts=ResourceOptions(depends_on=[net]))
gcp.compute.Subnetwork(
    "renamed" if V == 1 else "renamed-new",
    network=net.id,
    region="eu",
    ip_cidr_range="10.0.2.0/24",
    opts=None if V == 1 else ResourceOptions(aliases=[Alias(name="renamed")]),
)
if V == 1:
    gcp.compute.Subnetwork("removed", network=net.id, region="eu", ip_cidr_range="10.0.3.0/24")
else:
    gcp.compute.Subnetwork("added", network=net.id, region="eu", ip_cidr_range="10.0.4.0/24")


class Holder(pulumi.ComponentResource):
    """A component that takes the network as its input."""

    def __init__(self, name, network):
        super().__init__("stress:holder:Holder", name, {"network": network})
        gcp.compute.Firewall(
            f"{name}-fw",
            network=network,
            allows=[{"protocol": "tcp"}],
            opts=ResourceOptions(parent=self),
        )


Holder("holder", net.id)

# The program's word wins over the provider's, both ways.
first = gcp.storage.Bucket(
    "first",
    location="EU" if V == 1 else "US",
    opts=ResourceOptions(delete_before_replace=True),
)
gcp.storage.BucketObject("first-object", bucket=first.name, content="x")
gcp.storage.BucketObject("first-object-2", name="two", bucket=first.name, content="x")
last = gcp.storage.Bucket(
    "last",
    name="last",
    location="EU" if V == 1 else "US",
    opts=ResourceOptions(delete_before_replace=False),
)
gcp.storage.BucketObject("last-object", name="last-object", bucket=last.name, content="x")

# Through a provider: the cluster takes the provider with it, and the provider all it manages.
cluster = gcp.container.Cluster(
    "cluster", name="main", location="eu", network="n1" if V == 1 else "n2", initial_node_count=1
)
gcp.container.NodePool("pool", cluster=cluster.name, location="eu", node_count=1)
provider = k8s.Provider("k8s", kubeconfig=kubeconfig(cluster))
on = ResourceOptions(provider=provider)
space = k8s.core.v1.Namespace("space", metadata={"name": "space"}, opts=on)
k8s.core.v1.ConfigMap("map", metadata={"namespace": space.metadata.name}, data={"a": "1"}, opts=on)
k8s.core.v1.Service("service", metadata={"name": "s"}, spec={"ports": [{"port": 80}]}, opts=on)

# A cluster that is only updated leaves everything as it is.
calm = gcp.container.Cluster(
    "calm", name="calm", location="eu", initial_node_count=1, resource_labels={"v": str(V)}
)
quiet = k8s.Provider("quiet", kubeconfig=kubeconfig(calm))
k8s.core.v1.Namespace("calm-space", opts=ResourceOptions(provider=quiet))
