"""Resources that are read, and other stacks."""

import pulumi
import pulumi_gcp as gcp

V = pulumi.Config().require_int("v")

known = gcp.storage.Bucket.get("known", "a-bucket")
# The id of a read is not known in a preview. What else is read is known to the engine alone, so
# only a stack output takes it here.
gcp.pubsub.Topic("of-id", labels={"id": known.id})
gcp.storage.BucketObject("replaced-by-id", bucket=known.id, content="x", name="o")
pulumi.export("url", known.url)

if V == 1:
    gcp.storage.Bucket.get("forgotten", "b-bucket")
    gcp.storage.Bucket("let-go", name="let-go", location="EU")
    gcp.storage.Bucket.get("taken-over", "taken-over")
else:
    gcp.storage.Bucket.get("new-one", "c-bucket")
    gcp.storage.Bucket.get("let-go", "let-go")
    gcp.storage.Bucket("taken-over", name="taken-over", location="EU")

other = pulumi.StackReference("organization/other/dev")
pulumi.export("other", other.get_output("value"))
