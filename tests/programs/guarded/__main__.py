"""Protected resources in the way of a plan, and plans that the engine refuses (v 3 to 5)."""

import pulumi
import pulumi_gcp as gcp
from pulumi import Alias, ResourceOptions

V = pulumi.Config().require_int("v")
KEEP = ResourceOptions(protect=True)

# A replacement and a deletion are refused; the preview goes on with the others.
gcp.pubsub.Topic("replaced", project=f"p{V}" if V == 2 else "p1", opts=KEEP)
if V == 1:
    gcp.pubsub.Topic("deleted", opts=KEEP)
gcp.pubsub.Topic("updated", labels={"v": str(V)}, opts=KEEP)
gcp.pubsub.Topic("free", project=f"p{V}")
gcp.pubsub.Topic("calm", opts=KEEP)

# 3: a protected dependent of something that is deleted first.
net = gcp.compute.Network("net", name="net", description="new" if V == 3 else "old")
gcp.compute.Subnetwork("sub", network=net.id, region="eu", ip_cidr_range="10.0.0.0/24", opts=KEEP)

# 4: a new resource under the name that another one has just left.
gcp.pubsub.Topic("left" if V != 4 else "taken", opts=ResourceOptions(aliases=[Alias(name="left")]))
if V == 4:
    gcp.pubsub.Topic("left", opts=ResourceOptions(depends_on=[net]))

# 5: two resources with one name.
if V == 5:
    gcp.pubsub.Topic("calm")
