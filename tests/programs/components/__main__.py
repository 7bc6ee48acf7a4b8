"""Components in components, and every way in which a resource keeps its life under another name."""

import pulumi
import pulumi_gcp as gcp
from pulumi import Alias, ResourceOptions

V = pulumi.Config().require_int("v")


class Leaf(pulumi.ComponentResource):
    """A component with a topic named after it."""

    def __init__(self, name, kind="stress:leaf:Leaf", props=None, opts=None):
        super().__init__(kind, name, props or {}, opts)
        self.topic = gcp.pubsub.Topic(
            f"{name}-topic", labels={"leaf": "yes"}, opts=ResourceOptions(parent=self)
        )
        self.register_outputs({"topic": self.topic.id, "v": V})


class Branch(pulumi.ComponentResource):
    """A component with leaves and a subscription."""

    def __init__(self, name, leaves, props=None, opts=None):
        super().__init__("stress:branch:Branch", name, props or {}, opts)
        self.leaves = [Leaf(f"{name}-{key}", opts=ResourceOptions(parent=self)) for key in leaves]
        self.subscription = gcp.pubsub.Subscription(
            f"{name}-subscription",
            topic=self.leaves[0].topic.id,
            ack_deadline_seconds=10 * V,
            opts=ResourceOptions(parent=self.leaves[0]),
        )
        self.register_outputs({})


# A component's own inputs: changed at v=2.
Branch("tree", ["a", "b"] if V == 1 else ["a", "b", "c"], props={"size": V, "text": "same"})

# Renamed: the children follow, with their names rewritten.
old = "old" if V == 1 else "new"
Branch(old, ["x"], opts=None if V == 1 else ResourceOptions(aliases=[Alias(name="old")]))

# Retyped, and found again by type.
Leaf(
    "retyped",
    kind="stress:leaf:Leaf" if V == 1 else "stress:leaf:Blatt",
    opts=None if V == 1 else ResourceOptions(aliases=[Alias(type_="stress:leaf:Leaf")]),
)

# A child moves between two components of one type (no alias needed), or of two (alias needed).
one, two = Leaf("one"), Leaf("two")
other = Branch("other", ["o"])
gcp.pubsub.Topic("mover", opts=ResourceOptions(parent=one if V == 1 else two))
gcp.pubsub.Topic(
    "aliased-mover",
    opts=ResourceOptions(parent=one)
    if V == 1
    else ResourceOptions(parent=other, aliases=[Alias(parent=one)]),
)
gcp.pubsub.Topic("unaliased-mover", opts=ResourceOptions(parent=one if V == 1 else other))
gcp.pubsub.Topic(
    "to-root",
    opts=ResourceOptions(parent=one) if V == 1 else ResourceOptions(aliases=[Alias(parent=one)]),
)
gcp.pubsub.Topic(
    "from-root",
    opts=None
    if V == 1
    else ResourceOptions(parent=one, aliases=[Alias(parent=pulumi.ROOT_STACK_RESOURCE)]),
)

# A whole URN; with a change in place and one that replaces.
stack = f"urn:pulumi:{pulumi.get_stack()}::{pulumi.get_project()}"
for key, change in {
    "plain": {},
    "update": {"labels": {"v": str(V)}},
    "replace": {"project": f"p{V}"},
}.items():
    gcp.pubsub.Topic(
        f"urn-{key}" if V == 1 else f"urn-{key}-new",
        **change,
        opts=None
        if V == 1
        else ResourceOptions(aliases=[f"{stack}::gcp:pubsub/topic:Topic::urn-{key}"]),
    )

# A name, in two steps, of which one was never taken.
gcp.pubsub.Topic(
    "short" if V == 1 else "longer",
    opts=None
    if V == 1
    else ResourceOptions(aliases=[Alias(name="never"), Alias(name="short"), Alias(name="short")]),
)

# The component goes, its resource stays by a whole URN.
if V == 1:
    Leaf("going")
else:
    parent = "stress:leaf:Leaf$gcp:pubsub/topic:Topic::going-topic"
    gcp.pubsub.Topic(
        "going-topic", labels={"leaf": "yes"}, opts=ResourceOptions(aliases=[f"{stack}::{parent}"])
    )

# A component with everything in it goes.
if V == 1:
    Branch("gone", ["g"])

# A dependent of something renamed sees nothing of it.
renamed = gcp.storage.Bucket(
    "bucket" if V == 1 else "bucket-renamed",
    location="EU",
    opts=None if V == 1 else ResourceOptions(aliases=[Alias(name="bucket")]),
)
gcp.storage.BucketIAMMember(
    "reader", bucket=renamed.name, role="roles/storage.objectViewer", member="allUsers"
)
pulumi.export("tree", {"v": V})
pulumi.export("bucket", renamed.url)
