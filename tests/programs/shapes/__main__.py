"""Transforms, asynchronous entry points, lookups and resources that are passed on."""

import asyncio

import pulumi
import pulumi_gcp as gcp
import pulumi_kubernetes as k8s
from pulumi import ResourceOptions, ResourceTransformArgs, ResourceTransformResult

V = pulumi.Config().require_int("v")


def label(args: ResourceTransformArgs):
    """Label every topic, as a transform of the whole stack."""
    if args.type_ != "gcp:pubsub/topic:Topic":
        return None
    props = {**args.props, "labels": {**(args.props.get("labels") or {}), "stack": f"v{V}"}}
    return ResourceTransformResult(props=props, opts=args.opts)


async def protect(args: ResourceTransformArgs):
    """Ignore the labels of what is called quiet, with options changed and after a pause."""
    await asyncio.sleep(0)
    if not args.name.startswith("quiet"):
        return None
    options = ResourceOptions.merge(args.opts, ResourceOptions(ignore_changes=["labels"]))
    return ResourceTransformResult(props=args.props, opts=options)


def older(args):
    """Do the same as a transformation of the SDK."""
    props = {**args.props, "retention_policy": {"retention_period": 60 * V}}
    return pulumi.ResourceTransformationResult(props=props, opts=args.opts)


pulumi.runtime.register_resource_transform(label)
pulumi.runtime.register_resource_transform(protect)


class Group(pulumi.ComponentResource):
    """A component with a transform of its own."""

    def __init__(self, name, opts=None):
        super().__init__("stress:group:Group", name, {}, opts)
        self.bucket = gcp.storage.Bucket(
            f"{name}-bucket", location="EU", opts=ResourceOptions(parent=self)
        )
        self.topic = gcp.pubsub.Topic(f"{name}-topic", opts=ResourceOptions(parent=self))
        self.register_outputs({"bucket": self.bucket.name})


def resize(args: ResourceTransformArgs):
    """Change what belongs to the group, but not the group."""
    if args.type_ != "gcp:storage/bucket:Bucket":
        return None
    props = {**args.props, "storageClass": "NEARLINE" if V == 1 else "COLDLINE"}
    return ResourceTransformResult(props=props, opts=args.opts)


Group("group", ResourceOptions(transforms=[resize]))
Group(
    "older", ResourceOptions(transformations=[lambda a: older(a) if "Bucket" in a.type_ else None])
)
gcp.pubsub.Topic("topic")
gcp.pubsub.Topic("quiet")

# A resource passed as an input, a lookup whose answer reaches no input, an output nobody waits for.
holder = k8s.core.v1.ConfigMap("holder", data={"v": "1"})
k8s.core.v1.ConfigMap("user", data={"id": holder.id}, opts=ResourceOptions(depends_on=[holder]))
gcp.compute.get_zones_output(region="eu").apply(lambda _: None)


class Taker(pulumi.ComponentResource):
    """A component that takes a resource as its input."""

    def __init__(self, name, resource):
        super().__init__("stress:taker:Taker", name, {"resource": resource, "v": V})
        self.register_outputs({})


Taker("taker", holder)


async def main() -> dict:
    """Register the last resources after the module has ended."""
    await asyncio.sleep(0.01)
    late = gcp.storage.Bucket("late", location="EU", labels={"v": str(V)})
    await asyncio.sleep(0)
    gcp.storage.BucketObject("later", bucket=late.name, content="x")
    # A resource made inside an apply: there in a preview only when the value is known.
    late.location.apply(lambda where: gcp.pubsub.Topic(f"in-apply-{where}"))
    late.url.apply(lambda _: gcp.pubsub.Topic("in-unknown-apply"))
    return {"late": late.name, "v": V}


pulumi.run(main)
