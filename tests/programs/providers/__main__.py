"""Explicit, default, moved and unknown providers."""

import json

import pulumi
import pulumi_gcp as gcp
import pulumi_kubernetes as k8s
import pulumi_random as random
from pulumi import ResourceOptions

V = pulumi.Config().require_int("v")


def kubeconfig(server, user="u"):
    """Write a configuration for one cluster."""
    return json.dumps(
        {
            "clusters": [{"name": "c", "cluster": {"server": server}}],
            "contexts": [{"name": "c", "context": {"cluster": "c", "user": user}}],
            "current-context": "c",
        }
    )


# An explicit one that only changes its configuration leaves its resources alone.
moved = gcp.Provider("configured", project="p", region=f"eu-{V}")
gcp.pubsub.Topic("on-configured", opts=ResourceOptions(provider=moved))
gcp.Provider("unused", project="p", user_project_override=True)

# Between providers: default to explicit, explicit to default, explicit to explicit.
left = gcp.Provider("left", project="p", region="eu")
right = gcp.Provider("right", project="p", region="us")
gcp.pubsub.Topic("to-explicit", opts=None if V == 1 else ResourceOptions(provider=left))
gcp.pubsub.Topic("to-default", opts=ResourceOptions(provider=left) if V == 1 else None)
gcp.pubsub.Topic("crossing", opts=ResourceOptions(provider=left if V == 1 else right))


class Room(pulumi.ComponentResource):
    """A component whose children take its provider."""

    def __init__(self, name, opts=None):
        super().__init__("stress:room:Room", name, {}, opts)
        gcp.pubsub.Topic(f"{name}-topic", opts=ResourceOptions(parent=self))
        k8s.core.v1.Namespace(f"{name}-space", opts=ResourceOptions(parent=self))


# Kubernetes: same cluster, other cluster, moved to another cluster.
same = k8s.Provider("same", kubeconfig=kubeconfig("one", user=f"u{V}"))
k8s.core.v1.Namespace("on-same", opts=ResourceOptions(provider=same))
other = k8s.Provider("other", kubeconfig=kubeconfig(f"server-{V}"))
other_space = k8s.core.v1.Namespace("on-other", opts=ResourceOptions(provider=other))
k8s.core.v1.ConfigMap(
    "of-other", data={"name": other_space.metadata.name}, opts=ResourceOptions(provider=same)
)
k8s.core.v1.Namespace("switched", opts=ResourceOptions(provider=same if V == 1 else other))
mutable = k8s.Provider("mutable", kubeconfig=kubeconfig("two"), enable_config_map_mutable=True)
k8s.core.v1.ConfigMap("mutable-map", data={"v": str(V)}, opts=ResourceOptions(provider=mutable))
Room("room", opts=ResourceOptions(providers=[left, same]))
Room("plain-room")

# Unknown at preview: the configuration comes from something that is replaced.
pet = random.RandomPet("pet", keepers={"v": str(V)})
unsure = gcp.Provider("unsure", project=pet.id)
topic = gcp.pubsub.Topic(
    "on-unsure", name="on-unsure", labels={"a": "b"}, opts=ResourceOptions(provider=unsure)
)
gcp.pubsub.Topic("on-unsure-replaced", name=f"r{V}", opts=ResourceOptions(provider=unsure))
gcp.pubsub.Subscription("of-unsure", topic=topic.name)
gcp.pubsub.Topic("labels-of-unsure", labels=topic.labels)
far = k8s.Provider("far", kubeconfig=pet.id)
k8s.core.v1.Namespace("on-far", metadata={"name": "on-far"}, opts=ResourceOptions(provider=far))

# An explicit provider goes, with what it managed; another one comes.
if V == 1:
    gone = gcp.Provider("gone", project="q")
    gcp.pubsub.Topic("on-gone", opts=ResourceOptions(provider=gone))
else:
    come = gcp.Provider("come", project="q")
    gcp.pubsub.Topic("on-come", opts=ResourceOptions(provider=come))
